//! Deferred calls in the body of a function or a closure: twins of Go programs, then the rules they leave out.

use defer_runtime::{defer, recover, with_defer};
use defer_tests::{go_output, say, trace};
use pretty_assertions::assert_eq;
use std::panic::catch_unwind;

macro_rules! twins {
    ($($name:ident: $case:literal $main:block)*) => {
        $(#[test]
        fn $name() {
            #[with_defer]
            fn main() $main
            assert_eq!(trace(main), go_output($case));
        })*
    };
}

fn eval(name: &str) -> &str {
    say(format!("eval {name}"));
    name
}

fn pick() -> fn(&str, &str) {
    say("eval callee");
    |a, b| say(format!("call {a} {b}"))
}

fn bad() -> i32 {
    panic!("in args")
}

fn enter(name: &'static str) -> impl FnOnce() {
    say(format!("enter {name}"));
    move || say(format!("leave {name}"))
}

#[with_defer]
fn traced() {
    defer!(enter("b")());
    say("in b");
}

#[with_defer]
fn down(n: u32) {
    if n == 0 {
        say("bottom");
        return;
    }
    defer!(say(format!("up {n}")));
    say(format!("down {n}"));
    down(n - 1);
}

#[with_defer]
fn value_first() -> i32 {
    defer!(say("deferred"));
    fn value() -> i32 {
        say("value");
        1
    }
    value()
}

#[with_defer]
fn unnamed() -> i32 {
    let mut r = 10;
    defer!(|| {
        r += 1;
        assert_eq!(r, 11);
    });
    r
}

#[with_defer]
fn early_or_late(early: bool) {
    defer!(say("always"));
    if early {
        say("early");
        return;
    }
    defer!(say("late"));
    say("end");
}

struct Counter {
    n: i32,
}

impl Counter {
    fn show(&mut self, tag: &str) {
        say(format!("{tag} {}", self.n));
    }
}

twins! {
    lifo: "01_lifo" { // 3.3
        defer!(say("first"));
        defer!(say("second"));
        defer!(say("third"));
        say("body");
    }
    arguments_now: "02_args_now" { // 2.1
        let mut i = 1;
        defer!(say(format!("deferred {i}")));
        i += 1;
        say(format!("body {i}"));
    }
    arguments_in_order: "03_args_order" { // 2.1
        defer!(pick()(eval("a"), eval("b")));
        say("body");
    }
    block_at_exit: "04_closure_late" { // 2.2
        let mut n = 1;
        defer! {
            say(format!("deferred {n}"));
            n = 100;
            say(format!("changed {n}"));
        }
        n += 1;
        n += 3;
        say(format!("body {n}"));
    }
    literal_with_arguments: "05_literal_args" { // 2.3
        let (mut a, mut b) = (1, 1);
        defer!((|a: i32| say(format!("{a} {b}")))(a));
        a += 1;
        b += 1;
        say(format!("body {a} {b}"));
    }
    receiver_at_exit: "07_pointer_receiver" { // 2.4
        let mut c = Counter { n: 1 };
        defer!(c.show("deferred"));
        c.n = 7;
        c.show("body");
    }
    index_now: "09_index_now" { // 2.4
        let mut v = [10, 20, 30];
        let mut i = 0;
        fn show(place: &i32) {
            say(format!("deferred {place}"));
        }
        defer!(show(&v[i]));
        i += 2;
        v[0] = 11;
        say(format!("body {}", v[i]));
    }
    not_reached: "10_not_reached" { // 3.2
        early_or_late(true);
        say("--");
        early_or_late(false);
    }
    unnamed_result: "17_result_unnamed" { // 4.1
        say(unnamed());
    }
    returned_value_first: "20_return_expr_first" { // 4.1
        say(value_first());
    }
    panic_replaced: "35_panic_replaced" { // 7.4
        #[with_defer]
        fn f() {
            defer!(|| say(format!("recovered {}", recover!().unwrap())));
            defer! { panic!("second") }
            panic!("first");
        }
        f();
        say("after");
    }
    panic_in_arguments: "37_panic_in_args" { // 2.1
        defer!(|| say(format!("recovered {}", recover!().unwrap())));
        defer!(say("registered"));
        defer!(say(format!("never {}", bad())));
        say("not reached");
    }
    deferred_block_defers: "41_deferred_defers" { // 3.7
        defer!(|| {
            defer!(say("inner deferred"));
            say("outer deferred");
        });
        say("body");
    }
    recursion: "42_recursion" { // 3.1
        down(3);
    }
    closure_is_a_scope: "45_closure_scope" { // 3.1
        defer!(say("main deferred"));
        let work = |tag: &str| -> i32 {
            defer!(say(format!("closure deferred {tag}")));
            if tag == "b" {
                return 2;
            }
            1
        };
        say(work("a"));
        say(work("b"));
    }
    trace_idiom: "46_trace_idiom" { // 2.5
        defer!(enter("main")());
        traced();
    }
}

/// 7.1, 7.4: a panic runs every deferred call, one of which panics in its turn, and nothing aborts.
#[test]
fn panic_goes_on_and_every_call_runs() {
    #[with_defer]
    fn body() {
        defer!(say("first"));
        defer! { panic!("second panic") }
        defer! { assert!(!std::thread::panicking(), "7.5"); say("third"); }
        panic!("first panic");
    }
    let lines = trace(|| {
        let payload = catch_unwind(body).unwrap_err();
        say(payload.downcast_ref::<&str>().unwrap());
    });
    assert_eq!(lines, ["third", "first", "second panic"]);
}

/// 2.2: the body goes on using and changing what the deferred block needs; a borrow of `self` is returned.
#[test]
fn borrowed_result_through_recursion() {
    struct Tree {
        depth: i32,
        leaves: Vec<i32>,
        child: Option<Box<Tree>>,
    }
    impl Tree {
        #[with_defer]
        fn leaf(&mut self, wanted: i32) -> Option<&mut i32> {
            self.depth += 1;
            defer! { self.depth -= 1; }
            if let Some(at) = self.leaves.iter().position(|leaf| *leaf == wanted) {
                return self.leaves.get_mut(at);
            }
            self.child.as_mut()?.leaf(wanted)
        }
    }
    let leaf = Tree {
        depth: 0,
        leaves: vec![3],
        child: None,
    };
    let mut tree = Tree {
        depth: 0,
        leaves: vec![1],
        child: Some(Box::new(leaf)),
    };
    *tree.leaf(3).unwrap() = 4;
    assert_eq!(tree.leaf(3), None);
    assert_eq!(tree.depth, 0);
    assert_eq!(tree.child.unwrap().leaves, [4]);
}

/// 2.2: a `&mut` cursor is moved along a list and returned.
#[test]
fn cursor_is_returned() {
    struct Node {
        value: i32,
        next: Option<Box<Node>>,
    }
    #[with_defer]
    fn last<'a>(mut node: &'a mut Node, calls: &mut i32) -> &'a mut Node {
        defer! { *calls += 1; }
        while node.next.is_some() {
            node = node.next.as_mut().unwrap();
        }
        node
    }
    let mut list = Node {
        value: 1,
        next: Some(Box::new(Node { value: 2, next: None })),
    };
    let mut calls = 0;
    last(&mut list, &mut calls).value = 7;
    assert_eq!((list.next.unwrap().value, calls, list.value), (7, 1, 1));
}

/// 2.6: what is printed is what the arguments are when the deferred call is reached.
#[test]
fn formatting_arguments_now() {
    #[with_defer]
    fn fail() {
        let (mut n, name) = (1, String::from("x"));
        defer!(panic!("{n} {name} {:>width$}", n + 1, width = 3));
        n += 10;
        say(n);
    }
    let lines = trace(|| {
        let payload = catch_unwind(fail).unwrap_err();
        say(payload.downcast_ref::<String>().unwrap());
    });
    assert_eq!(lines, ["11", "1 x   2"]);
}
