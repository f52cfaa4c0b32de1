//! Twins of Go programs: what is evaluated when, and in which order the calls are made.

use defer_runtime::{defer, recover, with_defer};
use defer_tests::{say, twins, yes};
use pretty_assertions::assert_eq;

fn eval(name: &str) -> &str {
    say(format!("eval {name}"));
    name
}

fn pick() -> fn(&str, &str) {
    say("eval callee");
    |a, b| say(format!("call {a} {b}"))
}

fn one() {
    say("one");
}

fn two() {
    say("two");
}

struct Counter {
    n: i32,
}

impl Counter {
    fn show(&mut self, tag: &str) {
        say(format!("{tag} {}", self.n));
    }
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

#[with_defer]
fn if_or_else(condition: bool) {
    if condition {
        defer!(say("from if"));
        say("in if");
    } else {
        defer!(say("from else"));
        say("in else");
    }
    say("after if");
}

#[with_defer]
fn arms(k: i32) {
    defer!(say(format!("base {k}")));
    match k {
        0 => {
            defer!(say("zero"));
        }
        1 => {
            defer!(say("one"));
            defer!(say("two")); // Go falls through here
        }
        2 => {
            defer!(say("two"));
        }
        _ => say("none"),
    }
    say("after");
}

#[with_defer]
fn nested_conditional(a: bool, b: bool) {
    defer!(say(1));
    if a {
        defer!(say(2));
        if b {
            defer!(say(3));
        }
        defer!(say(4));
    }
    defer!(say(5));
}

#[with_defer]
fn inner() {
    defer!(say("inner deferred"));
    say("inner");
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

fn enter(name: &'static str) -> impl FnOnce() {
    say(format!("enter {name}"));
    move || say(format!("leave {name}"))
}

#[with_defer]
fn traced() {
    defer!(enter("b")());
    say("in b");
}

fn bad() -> i32 {
    panic!("in args")
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
    callee_now: "06_callee_value_now" { // 2.5
        let mut f: fn() = one;
        defer!(f());
        f = two;
        f();
    }
    receiver_at_exit: "07_pointer_receiver" { // 2.4
        let mut c = Counter { n: 1 };
        defer!(c.show("deferred"));
        c.n = 7;
        c.show("body");
    }
    address_at_exit: "08_address_arg" { // 2.4
        fn show(place: &i32, value: i32) {
            say(format!("{place} {value}"));
        }
        let mut x = 1;
        defer!(show(&x, x));
        x += 8;
        say(format!("body {x}"));
    }
    index_now: "09_index_now" { // 2.4
        fn show(place: &i32) {
            say(format!("deferred {place}"));
        }
        let mut v = [10, 20, 30];
        let mut i = 0;
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
    conditional: "11_conditional" { // 3.2
        if_or_else(true);
        if_or_else(false);
    }
    local_of_a_block: "12_block_local" { // 3.4
        if yes() {
            let mut n = 1;
            let mut s = String::from("a");
            defer!(|| say(format!("deferred {n} {s}")));
            n += 1;
            s += "b";
        }
        say("after block");
    }
    plain_block: "13_plain_block" { // 3.2
        {
            defer!(say("inner"));
            say("in block");
        }
        defer!(say("outer"));
        say("after block");
    }
    match_arms: "14_switch_arms" { // 3.2
        arms(0);
        arms(2);
        arms(5);
    }
    registration_decides: "15_nested_conditional" { // 3.3
        nested_conditional(true, true);
        say("--");
        nested_conditional(true, false);
        say("--");
        nested_conditional(false, true);
    }
    panic_in_arguments: "37_panic_in_args" { // 2.1
        defer!(|| say(format!("recovered {}", recover!().unwrap())));
        defer!(say("registered"));
        defer!(say(format!("never {}", bad())));
        say("not reached");
    }
    nested_functions: "40_nested_functions" { // 3.1
        defer!(say("outer deferred"));
        inner();
        let literal = || {
            defer!(say("literal deferred"));
            say("literal");
        };
        literal();
        say("end");
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
