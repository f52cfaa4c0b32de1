//! Chapter 2: what stands in a deferred call, what of it is evaluated now, and what at exit.

use defer_runtime::{defer, with_defer};
use defer_tests::{Named, assert_panics, assert_returns, say, says};
use pretty_assertions::assert_eq;
use std::cell::{Cell, RefCell};
use std::fmt::Write as _;

/// A formatting macro of the user's own.
macro_rules! log {
    ($($arguments:tt)*) => {
        say(format!($($arguments)*))
    };
}

fn eval<T: Copy + ToString>(n: T) -> T {
    say(format!("eval {}", n.to_string()));
    n
}

// The CALL form.
says! {
    // 2.1
    value_is_moved_now {
        let named = Named("argument");
        defer!(drop(named));
        say("body");
    } => ["body", "drop argument"];

    // 2.1
    value_is_cloned_now {
        let mut text = String::from("now");
        defer!(say(text.clone()));
        text += " and then";
        say(&text);
    } => ["now and then", "now"];

    // 2.1: as an editor gives a call that is a fragment of a macro
    call_in_parentheses {
        let mut n = 1;
        #[allow(unused_parens)]
        defer!((say(n)));
        n += 1;
        log!("body {n}");
    } => ["body 2", "1"];

    // 2.1: a field is moved out, the others stay
    field_is_moved_now {
        struct Pair { left: Named, right: Named }
        let pair = Pair { left: Named("left"), right: Named("right") };
        defer!(drop(pair.left));
        drop(pair.right);
        say("body");
    } => ["drop right", "body", "drop left"];

    // 2.1
    arguments_of_a_method_now {
        let list = RefCell::new(Vec::new());
        defer!(|| log!("{:?}", list.borrow()));
        defer!(list.replace(vec![eval(1), eval(2)]));
        list.borrow_mut().push(eval(0));
        log!("{:?}", list.borrow());
    } => ["eval 1", "eval 2", "eval 0", "[0]", "[1, 2]"];

    // 2.1
    argument_is_a_calculation_of_now {
        let mut n = 2;
        defer!(say(n * n + 1));
        n += 5;
        say(n);
    } => ["7", "5"];

    // 2.1
    argument_is_any_expression {
        let mut n = 2;
        defer!(say(if n > 2 { "more" } else { "less" }));
        defer!(say({
            n += 1;
            n
        }));
        say(n);
    } => ["3", "3", "less"];

    // 2.1
    callee_is_a_path_with_generics {
        fn tell<T: ToString>(value: T) {
            say(value);
        }
        let n = 1;
        defer!(tell::<i32>(n));
        defer!(std::convert::identity::<fn(&'static str)>(tell::<&str>)("callee"));
        say("body");
    } => ["body", "callee", "1"];

    // 2.1
    associated_function {
        struct Log;
        impl Log {
            fn line(text: &str) {
                say(text);
            }
        }
        trait Tagged {
            fn tag(&self) -> String;
        }
        impl Tagged for i32 {
            fn tag(&self) -> String {
                format!("tag {self}")
            }
        }
        let n = 5;
        defer!(Log::line("end"));
        defer!(say(<i32 as Tagged>::tag(&n)));
        Log::line("body");
    } => ["body", "tag 5", "end"];

    // 2.4
    address_at_exit {
        fn double(n: &mut i32) {
            *n *= 2;
        }
        let mut n = 1;
        defer!(|| say(n));
        defer!(double(&mut n));
        defer!(double(&mut n));
        n += 4;
        say(n);
    } => ["5", "20"];

    // 2.4
    receiver_at_exit {
        let mut list = vec![1];
        defer!(|| log!("{list:?}"));
        defer!(list.push(9));
        defer!(list.clear());
        list.push(2);
        log!("{list:?}");
    } => ["[1, 2]", "[9]"];

    // 2.4
    receiver_is_a_field {
        struct Shop { open: Cell<bool>, visits: Vec<i32> }
        let mut shop = Shop { open: Cell::new(true), visits: Vec::new() };
        defer!(|| log!("{} {:?}", shop.open.get(), shop.visits));
        defer!(shop.open.set(false));
        defer!(shop.visits.push(2));
        shop.visits.push(1);
        log!("{} {:?}", shop.open.get(), shop.visits);
    } => ["true [1]", "false [1, 2]"];

    // 2.4
    receiver_behind_a_reference {
        let mut list = vec![1];
        let place = &mut list;
        defer!(|| log!("{place:?}"));
        defer!(place.push(3));
        defer!((*place).push(2));
        log!("{place:?}");
        place.retain(|n| *n > 1);
    } => ["[1]", "[2, 3]"];

    // 2.4
    index_of_a_receiver_now {
        let mut lists = [vec![1], vec![2]];
        let mut i = 0;
        defer!(|| log!("{lists:?}"));
        defer!(lists[i].push(10));
        i += 1;
        lists[i].push(20);
    } => ["[[1, 10], [2, 20]]"];

    // 2.4
    index_of_an_address_now {
        fn set(place: &mut i32, value: i32) {
            *place = value;
        }
        let mut grid = [[0; 2]; 2];
        let (mut i, mut j) = (0, 1);
        defer!(|| log!("{grid:?}"));
        defer!(set(&mut grid[i][eval(j)], i as i32 + 5));
        i += 1;
        j -= 1;
        grid[i][j] = 7;
    } => ["eval 1", "[[0, 5], [7, 0]]"];

    // 2.4
    closure_as_an_argument_at_exit {
        fn with(n: i32, call: impl FnOnce(i32)) {
            call(n);
        }
        let (mut now, mut then) = (1, 1);
        defer!(with(now, |n| log!("{n} {then}")));
        now += 1;
        then += 1;
        log!("{now} {then}");
    } => ["2 2", "1 2"];

    // 2.4
    move_closure_as_an_argument_now {
        fn with(call: impl FnOnce()) {
            call();
        }
        let mut n = 1;
        defer!(with(move || say(n)));
        n += 1;
        say(n);
    } => ["2", "1"];

    // 2.5
    local_as_callee_now {
        let named = Named("captured");
        let cleanup = move |tag: &str| log!("{tag} {}", named.0);
        defer!(cleanup("clean"));
        say("body");
    } => ["body", "clean captured", "drop captured"];

    // 2.5
    field_as_callee_now {
        struct Hook { call: fn(i32) }
        fn first(n: i32) {
            log!("first {n}");
        }
        fn second(n: i32) {
            log!("second {n}");
        }
        let mut hook = Hook { call: first };
        defer!((hook.call)(1));
        hook.call = second;
        (hook.call)(2);
    } => ["second 2", "first 1"];

    // 2.5
    returned_callee_at_exit {
        fn enter(n: i32) -> impl FnOnce(&str) {
            log!("enter {n}");
            move |tag| log!("leave {n} {tag}")
        }
        let mut n = 1;
        defer!(enter(n)("a"));
        n += 1;
        defer!(enter(n)("b"));
        say("body");
    } => ["enter 1", "enter 2", "body", "leave 2 b", "leave 1 a"];

    // 2.5: a constructor is a callee as any other
    constructor_as_callee {
        defer!(drop(Named("now")));
        defer!(say("last in"));
        say("body");
    } => ["body", "last in", "drop now"];
}

// The BLOCK form.
says! {
    // 2.2
    braces {
        let mut n = 1;
        defer! {
            n += 1;
            say(n);
        }
        n *= 10;
    } => ["11"];

    // 2.2
    closure_with_a_block {
        let mut n = 1;
        defer!(|| {
            n += 1;
            say(n);
        });
        n *= 10;
    } => ["11"];

    // 2.2
    closure_with_an_expression {
        let mut n = 1;
        defer!(|| say(n));
        n *= 10;
    } => ["10"];

    // 2.2
    closure_with_an_assignment {
        let mut n = 1;
        defer!(|| say(n));
        defer!(|| n += 1);
        n *= 10;
    } => ["11"];

    // 2.2
    block_in_parentheses {
        let mut n = 1;
        defer!({
            n += 1;
            say(n)
        });
        n *= 10;
    } => ["11"];

    // 2.2
    empty {
        defer! {}
        defer!(|| {});
        say("body");
    } => ["body"];

    // 2.2: what the block names by value is moved at exit
    block_moves_at_exit {
        let mut list = vec!["a"];
        defer!(|| {
            let all = list;
            say(all.join(" "));
        });
        list.push("b");
    } => ["a b"];

    // 2.2
    block_declares_its_own {
        let n = 1;
        defer!(|| {
            let n = n + 1;
            say(n);
        });
        let n = n + 10;
        say(n);
    } => ["11", "2"];

    // 2.2
    block_with_loops_and_branches {
        let mut list = vec![1, 2, 3];
        defer!(|| {
            for n in &list {
                if *n == 2 {
                    continue;
                }
                if *n == 4 {
                    break;
                }
                say(n);
            }
            let last = loop {
                let popped = list.pop();
                if popped != Some(5) {
                    break popped;
                }
            };
            match last {
                Some(n) if n > 3 => log!("last {n}"),
                _ => say("none"),
            }
        });
        list.push(4);
        list.push(5);
    } => ["1", "3", "last 4"];

    // 2.2
    several_blocks_share_what_the_body_changes {
        let mut steps = Vec::new();
        defer!(|| log!("{steps:?}"));
        steps.push(1);
        defer!(|| steps.push(4));
        steps.push(2);
        defer!(|| steps.push(3));
    } => ["[1, 2, 3, 4]"];

    // 2.2: the value is moved now, as its captures are
    move_closure_is_a_value {
        let mut n = 1;
        let named = Named("captured");
        defer!(move || log!("{n} {}", named.0));
        n += 1;
        say(n);
    } => ["2", "1 captured", "drop captured"];

    // 2.3
    literal_with_arguments {
        let (mut now, mut then) = (1, 1);
        defer!((|now: i32, text: &str| {
            then += now;
            log!("{text} {now} {then}");
        })(now, "literal"));
        now += 10;
        then += 10;
        log!("{now} {then}");
    } => ["11 11", "literal 1 12"];

    // 2.3
    literal_takes_what_is_moved_now {
        let list = vec![1];
        defer!((|mut list: Vec<i32>| {
            list.push(2);
            log!("{list:?}");
        })(list));
        let list = [0];
        log!("{list:?}");
    } => ["[0]", "[1, 2]"];
}

// Formatting macros (2.6).
says! {
    arguments_are_of_now {
        let mut n = 1;
        defer!(log!("{} {}", n, eval(n + 1)));
        n += 10;
        say(n);
    } => ["eval 2", "11", "1 2"];

    inline_captures_are_of_now {
        let mut n = 1;
        let width = 4;
        defer!(log!("{n} {n:?} {n:>width$} {{n}}"));
        n += 10;
        say(n);
    } => ["11", "1 1    1 {n}"];

    named_arguments_are_of_now {
        let mut n = 1;
        let mut m = 2;
        defer!(log!("{n} {twice} {m} {0}", n + 5, twice = n * 2));
        n += 10;
        m += n;
        say(m);
    } => ["13", "1 2 2 6"];

    fields_are_of_now {
        struct Point { x: i32, y: i32 }
        let mut point = Point { x: 1, y: 2 };
        defer!(log!("{} {}", point.x, point.y));
        point.x += 10;
        point.y += 10;
        log!("{} {}", point.x, point.y);
    } => ["11 12", "1 2"];

    what_is_not_copy_is_borrowed {
        let name = String::from("x");
        let list = vec![1, 2];
        defer!(log!("{name} {:?} {}", list, name.len()));
        say(&name);
        log!("{list:?}");
    } => ["x", "[1, 2]", "x [1, 2] 1"];

    references_are_borrowed {
        let list = [1, 2, 3];
        let part = &list[1..];
        defer!(log!("{part:?} {:?}", &list[..1]));
        log!("{}", part.len());
    } => ["2", "[2, 3] [1]"];

    macro_that_takes_one_argument {
        macro_rules! line {
            ($format:literal, $n:expr) => {
                say(format!($format, $n))
            };
        }
        let mut n = 1;
        defer!(line!("{}", n));
        n += 10;
        line!("{}", n);
    } => ["11", "1"];

    a_line_without_arguments {
        defer!(println!());
        defer!(println!("a line that the test captures"));
        defer!(log!("literal"));
        say("body");
    } => ["body", "literal"];
}

/// 2.6: where it is written to is an address, what is written is a value.
#[test]
fn write_takes_values_now() {
    #[with_defer]
    fn body(out: &mut String) {
        let mut n = 1;
        #[allow(unused_must_use)]
        defer!(write!(out, "{n} at exit"));
        n += 1;
        out.push_str(&format!("{n} in the body, "));
    }
    let mut out = String::new();
    body(&mut out);
    assert_eq!(out, "2 in the body, 1 at exit");
}

/// 2.6
#[test]
fn panic_takes_values_now() {
    #[with_defer]
    fn body() {
        let (mut n, name) = (1, String::from("x"));
        defer!(panic!("{n} {name} {:>width$}", n + 1, width = 3));
        n += 10;
        say(n);
    }
    assert_panics(body, "1 x   2", &["11"]);
}

/// 2.6: a `Copy` field of `self` is copied, so the body may change it.
#[test]
fn field_of_self_is_copied() {
    struct Door {
        opened: u32,
    }
    impl Door {
        #[with_defer]
        fn open(&mut self) {
            defer!(log!("was {}", self.opened));
            self.opened += 1;
            log!("is {}", self.opened);
        }
    }
    assert_returns(|| Door { opened: 0 }.open(), (), &["is 1", "was 0"]);
}

says! {
    // 1.5: known by the last segment of the path
    path_of_the_macro {
        use defer_runtime as other;
        defer_runtime::defer!(say("1"));
        ::defer_runtime::defer!(|| say("2"));
        other::defer! { say("3") }
        say("body");
    } => ["body", "3", "2", "1"];

    // 2.1, 2.2: each delimiter, with and without a semicolon
    delimiters {
        defer!(say("1"));
        defer![say("2")];
        defer! { say("3") };
        defer! { say("4"); }
        say("body");
    } => ["body", "4", "3", "2", "1"];

    // 2.10
    cfg_that_does_not_hold {
        #[cfg(any())]
        defer!(no_such_function());
        #[cfg(any())]
        defer! { no_such_function() }
        say("body");
    } => ["body"];

    // 2.10
    cfg_that_holds {
        #[cfg(all())]
        defer!(say("call"));
        #[cfg(all())]
        defer! { say("block") }
        #[cfg(any())]
        defer!(say("never"));
        say("body");
    } => ["body", "block", "call"];

    // 2.10
    cfg_in_an_inner_block {
        for i in 0..2 {
            if i == 1 {
                #[cfg(any())]
                defer!(no_such_function(i));
                #[cfg(all())]
                defer!(say("call"));
            }
            say(i);
        }
    } => ["0", "1", "call"];

    // 2.10
    lint_attributes {
        #[allow(unused_variables)]
        defer!(|| {
            let unused = 1;
            say("block");
        });
        #[allow(deprecated)]
        defer!(old());
        say("body");
    } => ["body", "old", "block"];
}

#[deprecated]
fn old() {
    say("old");
}

/// 2.2: the body uses what the block changes, and the other way round, over many steps.
#[test]
fn body_goes_on_using_what_the_block_needs() {
    #[with_defer]
    fn body(stack: &mut Vec<i32>) -> Option<i32> {
        let depth = stack.len();
        defer!(|| {
            say(format!("{stack:?}"));
            stack.truncate(depth);
        });
        stack.push(5);
        let top = stack.last_mut()?;
        *top += 1;
        stack.extend([7, 8]);
        stack.iter().copied().max()
    }
    let mut stack = vec![1];
    assert_returns(|| body(&mut stack), Some(8), &["[1, 6, 7, 8]"]);
    assert_eq!(stack, [1]);
}
