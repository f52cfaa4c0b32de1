//! Chapter 7: panics, and `recover!()`.

// Some loops panic in every iteration.
#![allow(clippy::never_loop)]

use defer_runtime::{Panic, defer, recover, with_defer};
use defer_tests::{Named, assert_panics, gives, no, say, says, yes};
use pretty_assertions::assert_eq;
use std::hint::black_box;
use std::panic::{catch_unwind, panic_any};
use std::sync::Mutex;
use std::thread::panicking;

/// Tests the message each body panics with, and the lines that it says.
macro_rules! panics {
    ($($name:ident $body:block => $message:literal, $lines:expr;)*) => {
        $(#[test]
        fn $name() {
            #[with_defer]
            fn body() $body
            assert_panics(body, $message, &$lines);
        })*
    };
}

/// What `recover!()` gave, as text.
fn text(panic: Option<Panic>) -> String {
    panic.map_or("nothing".into(), |panic| panic.to_string())
}

// A panic runs the calls of every scope it leaves and goes on (7.1); one in a call replaces it, and the remaining
// calls still run (7.4).
panics! {
    goes_on {
        defer!(say("function"));
        for i in 0..3 {
            defer!(say(i));
            if i == 1 {
                defer!(say("if"));
                panic!("boom");
            }
        }
    } => "boom", ["0", "if", "1", "function"];

    through_functions_and_closures {
        #[with_defer]
        fn inner() {
            defer!(say("inner"));
            let closure = || {
                defer!(say("closure"));
                panic!("boom");
            };
            closure();
        }
        defer!(say("outer"));
        inner();
    } => "boom", ["closure", "inner", "outer"];

    replaced_in_a_block {
        if yes() {
            defer!(|| say("first"));
            defer!(|| panic!("second"));
            defer!(|| say("third"));
            panic!("body");
        }
    } => "second", ["third", "first"];

    replaced {
        defer!(say("first"));
        defer!(|| panic!("second panic"));
        defer!(say("third"));
        panic!("first panic");
    } => "second panic", ["third", "first"];

    replaced_again_and_again {
        defer!(|| panic!("fourth"));
        defer!(|| panic!("third"));
        defer!(say("between"));
        defer!(|| panic!("second"));
        panic!("first");
    } => "fourth", ["between"];

    replaced_in_an_iteration {
        defer!(say("function"));
        for _ in 0..2 {
            defer!(say("iteration"));
            defer!(|| panic!("second"));
            panic!("first");
        }
    } => "second", ["iteration", "function"];

    replaced_by_a_conditional_call {
        defer!(say("function"));
        if yes() {
            let message = String::from("second");
            defer!(|| panic!("{message}"));
            defer!(say("if"));
        }
        panic!("first");
    } => "second", ["if", "function"];

    on_the_normal_way_out {
        defer!(say("1"));
        defer!(|| panic!("late"));
        defer!(say("3"));
    } => "late", ["3", "1"];

    on_the_way_out_of_an_iteration {
        defer!(say("function"));
        for i in 0..3 {
            defer!(say("iteration"));
            defer!(|| {
                if i == 1 {
                    panic!("late");
                }
            });
            say(i);
            continue;
        }
    } => "late", ["0", "iteration", "1", "iteration", "function"];

    on_the_way_of_a_break {
        for _ in 0..3 {
            defer!(say("iteration"));
            defer!(|| panic!("late"));
            break;
        }
        say("not reached");
    } => "late", ["iteration"];

    in_a_called_function {
        fn fails(n: i32) {
            say(n);
            panic!("in a call");
        }
        defer!(fails(1));
        defer!(fails(2));
        say("body");
    } => "in a call", ["body", "2", "1"];

    in_a_deferred_block_of_a_deferred_block {
        defer!(say("function"));
        defer!(|| {
            defer!(say("block"));
            defer!(|| panic!("inner"));
            say("outer");
        });
    } => "inner", ["outer", "block", "function"];

    // 2.1
    in_an_argument_in_a_loop {
        fn even(n: i32) -> i32 {
            assert!(n % 2 == 0, "odd");
            n
        }
        for i in 0..3 {
            defer!(say("registered"));
            defer!(say(even(i)));
        }
    } => "odd", ["0", "registered", "registered"];

    // 7.2: the panic is still the one that `recover!()` gave
    resumed {
        defer!(say("function"));
        defer!(|| {
            let panic = recover!().unwrap();
            say(&panic);
            panic.resume();
        });
        panic!("boom");
    } => "boom", ["boom", "function"];

    // 7.2
    not_asked_for {
        defer!(|| {
            if no() {
                recover!();
            }
        });
        panic!("boom");
    } => "boom", [];

    // 7.2: too early, there is no panic yet
    recovered_too_early {
        defer!(|| panic!("late"));
        defer!(|| say(text(recover!())));
    } => "late", ["nothing"];

    // 7.3: the next iteration may panic as well
    after_a_recovered_iteration {
        for i in 0..4 {
            defer!(|| {
                if i < 2 {
                    say(text(recover!()));
                }
            });
            panic!("boom {i}");
        }
    } => "boom 2", ["boom 0", "boom 1"];
}

// `recover!()` stops the panic under way in its scope (7.2, 7.3).
says! {
    recovered {
        defer!(say("1"));
        defer!(|| say(text(recover!())));
        defer!(say("3"));
        panic!("boom");
    } => ["3", "boom", "1"];

    recovered_by_a_block_in_braces {
        defer! { say(text(recover!())); }
        panic!("boom");
    } => ["boom"];

    nothing_to_recover {
        defer!(|| say(text(recover!())));
        say("body");
    } => ["body", "nothing"];

    recovered_once {
        defer!(|| say(text(recover!())));
        defer!(|| {
            say(text(recover!()));
            say(text(recover!()));
        });
        panic!("boom");
    } => ["boom", "nothing", "nothing"];

    recovered_the_last_one {
        defer!(|| say(text(recover!())));
        defer!(|| panic!("second"));
        panic!("first");
    } => ["second"];

    recovered_each {
        defer!(|| say(text(recover!())));
        defer!(|| {
            let first = recover!();
            panic!("{} and second", text(first));
        });
        panic!("first");
    } => ["first and second"];

    recovered_conditionally {
        if yes() {
            let tag = String::from("if");
            defer!(|| say(format!("{tag} {}", text(recover!()))));
            say("in if");
        }
        panic!("boom");
    } => ["in if", "if boom"];

    recovered_in_a_match {
        defer!(|| match recover!() {
            Some(panic) if panic.message() == Some("boom") => say("as expected"),
            Some(panic) => panic.resume(),
            None => say("nothing"),
        });
        panic!("boom");
    } => ["as expected"];

    recovered_by_its_path {
        defer!(|| say(text(defer_runtime::recover!())));
        panic!("boom");
    } => ["boom"];

    recovered_and_returned {
        defer!(|| {
            let Some(panic) = recover!() else { return };
            say(panic);
        });
        panic!("boom");
    } => ["boom"];

    recovered_in_a_closure {
        let guarded = |call: fn()| {
            defer!(|| say(text(recover!())));
            call();
        };
        guarded(|| panic!("boom"));
        guarded(|| say("fine"));
        say("end");
    } => ["boom", "fine", "nothing", "end"];

    recovered_in_the_caller {
        #[with_defer]
        fn inner() {
            defer!(say("inner"));
            panic!("boom");
        }
        defer!(|| say(text(recover!())));
        inner();
        say("not reached");
    } => ["inner", "boom"];

    recovered_in_a_loop {
        for i in 0..3 {
            defer!(|| say(text(recover!())));
            if i == 1 {
                panic!("boom");
            }
            say(i);
        }
        say("end");
    } => ["0", "nothing", "boom", "2", "nothing", "end"];

    recovered_in_an_outer_loop {
        for i in 0..2 {
            defer!(|| say(text(recover!())));
            for j in 0..2 {
                defer!(say(format!("{i} {j}")));
                if j == i {
                    panic!("boom");
                }
            }
        }
        say("end");
    } => ["0 0", "boom", "1 0", "1 1", "boom", "end"];

    recovered_in_an_inner_loop {
        for i in 0..2 {
            defer!(say(format!("outer {i}")));
            for j in 0..2 {
                defer!(|| say(text(recover!())));
                panic!("{i} {j}");
            }
        }
    } => ["0 0", "0 1", "outer 0", "1 0", "1 1", "outer 1"];

    recovered_in_every_kind_of_loop {
        let mut n = 0;
        while n < 2 {
            defer!(|| say(text(recover!())));
            n += 1;
            panic!("while {n}");
        }
        loop {
            defer!(|| say(text(recover!())));
            n += 1;
            if n == 4 {
                break;
            }
            panic!("loop {n}");
        }
    } => ["while 1", "while 2", "loop 3", "nothing"];

    recovered_behind_an_iteration {
        defer!(|| say(text(recover!())));
        for i in 0..3 {
            defer!(say(i));
            if i == 1 {
                panic!("boom");
            }
        }
        say("not reached");
    } => ["0", "1", "boom"];

    // 3.7: it looks at a panic of the block around it, not of the function
    recovered_in_a_nested_deferred_block {
        defer!(|| say(format!("function: {}", text(recover!()))));
        defer!(|| {
            defer!(|| say(format!("block: {}", text(recover!()))));
            panic!("of the block");
        });
        panic!("of the function");
    } => ["block: of the block", "function: of the function"];

    // 3.7
    nothing_to_recover_in_a_nested_deferred_block {
        defer!(|| say(format!("function: {}", text(recover!()))));
        defer!(|| {
            defer!(|| say(format!("block: {}", text(recover!()))));
            say("no panic here");
        });
        panic!("of the function");
    } => ["no panic here", "block: nothing", "function: of the function"];

    // 3.7
    recovered_in_the_block_and_in_its_own_block {
        defer!(|| {
            defer!(|| say(format!("inner: {}", text(recover!()))));
            say(format!("outer: {}", text(recover!())));
            panic!("second");
        });
        panic!("first");
    } => ["outer: first", "inner: second"];

    // 3.7: an iteration of a loop in a deferred block is a scope as well
    recovered_in_a_loop_of_a_deferred_block {
        defer!(|| {
            for i in 0..2 {
                defer!(|| say(text(recover!())));
                panic!("cleanup {i}");
            }
            say("end of block");
        });
        say("body");
    } => ["body", "cleanup 0", "cleanup 1", "end of block"];

    // 7.5
    no_unwinding_in_a_deferred_call {
        fn state(tag: &str) {
            say(format!("{tag} {}", panicking()));
        }
        defer!(|| say(text(recover!())));
        defer!(state("call"));
        defer!(|| state("block"));
        if yes() {
            let tag = "conditional";
            defer!(|| state(tag));
        }
        for _ in 0..1 {
            defer!(state("iteration"));
            panic!("boom");
        }
    } => ["iteration false", "conditional false", "block false", "call false", "boom"];

    // 7.2: the locals of the body are gone by then
    recovered_after_the_locals {
        let _before = Named("before");
        defer!(|| say(text(recover!())));
        let _after = Named("after");
        panic!("boom");
    } => ["drop after", "boom", "drop before"];
}

// After a recovery the function returns its named result (7.3).

#[with_defer(n)]
fn partial(how: i32) -> i32 {
    defer!(|| {
        if recover!().is_some() {
            n += 1;
        }
    });
    n = 10;
    for i in 0..3 {
        defer!(|| n += 100);
        if i == how {
            panic!("boom");
        }
    }
    5
}

#[with_defer(result)]
fn caught(call: fn() -> i32) -> Result<i32, String> {
    defer!(|| {
        if let Some(panic) = recover!() {
            result = Err(panic.to_string());
        }
    });
    Ok(call())
}

#[with_defer(result = Err("not run"))]
fn keeps_its_start() -> Result<i32, &'static str> {
    defer!(|| {
        recover!();
    });
    panic!("boom");
}

#[with_defer(n = 1, text = String::new())]
fn partial_tuple() -> (i32, String) {
    defer!(|| {
        if let Some(panic) = recover!() {
            text += panic.message().unwrap();
        }
    });
    n = 2;
    text.push('>');
    panic!("boom");
}

/// 4.1: the value of `return` is assigned before the calls run, one of which panics.
#[with_defer(n)]
fn assigned_before_the_panic() -> i32 {
    defer!(|| {
        recover!();
    });
    for _ in 0..2 {
        defer!(|| panic!("in cleanup"));
        if yes() {
            return 5;
        }
    }
    6
}

/// 7.3: in a loop no name is needed, since the loop goes on.
#[with_defer]
fn skips_bad_items(items: &[&str]) -> i32 {
    let mut sum = 0;
    for item in items {
        defer!(|| {
            if let Some(panic) = recover!() {
                say(panic);
            }
        });
        if item.is_empty() {
            panic!("empty item");
        }
        sum += item.len() as i32;
        if sum > 9 {
            return sum;
        }
    }
    -sum
}

gives! {
    partial_result: partial(1) => 211, [];
    partial_result_without_a_panic: partial(3) => 5, [];
    panic_becomes_an_error: caught(|| panic!("boom")) => Err("boom".into()), [];
    no_panic_no_error: caught(|| 3) => Ok(3), [];
    start_is_returned: keeps_its_start() => Err("not run"), [];
    partial_tuple_result: partial_tuple() => (2, ">boom".into()), [];
    result_of_a_return: assigned_before_the_panic() => 5, [];
    loop_goes_on: skips_bad_items(&["a", "", "bc"]) => -3, ["empty item"];
    loop_goes_on_and_returns: skips_bad_items(&["", "abcde", "", "abcde", "a"]) => 10, ["empty item", "empty item"];
}

/// The panic that `recover!()` gives when `raise` panics (7.2).
fn panic_of(raise: fn()) -> Panic {
    #[with_defer(result)]
    fn caught(raise: fn()) -> Option<Panic> {
        defer!(|| result = recover!());
        raise();
        None
    }
    caught(raise).expect("it panics")
}

#[test]
fn message_of_a_literal() {
    assert_eq!(panic_of(|| panic!("literal")).message(), Some("literal"));
}

#[test]
fn message_that_is_formatted() {
    assert_eq!(
        panic_of(|| panic!("number {}", black_box(5))).message(),
        Some("number 5")
    );
}

#[test]
fn message_of_another_payload() {
    assert_eq!(panic_of(|| panic_any(5)).message(), None);
}

#[test]
fn message_of_the_standard_library() {
    let panic = panic_of(|| black_box(Err::<(), _>("bad")).unwrap());
    assert_eq!(
        panic.message(),
        Some("called `Result::unwrap()` on an `Err` value: \"bad\"")
    );
}

#[test]
fn payload() {
    assert_eq!(panic_of(|| panic_any(5)).payload().downcast_ref::<i32>(), Some(&5));
}

#[test]
fn into_payload() {
    assert_eq!(
        panic_of(|| panic_any(String::from("x")))
            .into_payload()
            .downcast::<String>()
            .unwrap()
            .as_str(),
        "x"
    );
}

#[test]
fn resume_keeps_the_payload() {
    let payload = catch_unwind(|| panic_of(|| panic_any(5)).resume()).unwrap_err();
    assert_eq!(payload.downcast_ref::<i32>(), Some(&5));
}

#[test]
fn display_is_the_message() {
    assert_eq!(panic_of(|| panic!("boom")).to_string(), "boom");
}

#[test]
fn debug_shows_the_message() {
    let debug = format!("{:?}", panic_of(|| panic!("boom")));
    assert!(debug.contains("Panic") && debug.contains("boom"), "{debug}");
}

/// 7.5: a guard that a deferred call takes and drops poisons nothing, though a panic is under way.
#[test]
fn guard_in_a_deferred_call_poisons_nothing() {
    fn note(log: &Mutex<Vec<i32>>, n: i32) {
        log.lock().unwrap().push(n);
    }
    #[with_defer]
    fn body(log: &Mutex<Vec<i32>>) {
        defer!(|| log.lock().unwrap().push(2));
        defer!(note(log, 1));
        panic!("boom");
    }
    let log = Mutex::new(Vec::new());
    assert_panics(|| body(&log), "boom", &[]);
    assert!(!log.is_poisoned());
    assert_eq!(*log.lock().unwrap(), [1, 2]);
}

/// 7.4: thirty panics in deferred calls, each of which replaces another, never abort.
#[test]
fn many_panics() {
    #[with_defer]
    fn dig(depth: u32) {
        defer!(|| {
            if depth.is_multiple_of(10) {
                say(depth);
            }
            panic!("depth {depth}");
        });
        if depth < 30 {
            dig(depth + 1);
        }
    }
    assert_panics(|| dig(1), "depth 1", &["30", "20", "10"]);
}

/// 7.1: on another thread, too; its `join` gives the payload.
#[test]
fn on_another_thread() {
    #[with_defer]
    fn body(log: &Mutex<Vec<i32>>) {
        defer!(|| log.lock().unwrap().push(1));
        panic_any(5);
    }
    let log = Mutex::new(Vec::new());
    let payload = std::thread::scope(|scope| scope.spawn(|| body(&log)).join().unwrap_err());
    assert_eq!(payload.downcast_ref::<i32>(), Some(&5));
    assert_eq!(log.into_inner().unwrap(), [1]);
}
