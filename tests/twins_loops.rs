//! Twins of Go programs: a loop body is a scope, as the function literal in Go's loop is.

use defer_runtime::{defer, recover, with_defer};
use defer_tests::{say, twins};
use pretty_assertions::assert_eq;

#[with_defer(r)]
fn return_from_loop() -> i32 {
    defer!(|| {
        say(format!("outer sees {r}"));
        r += 1;
    });
    for i in 0..5 {
        defer!(|| say(format!("inner {i} {r}")));
        if i == 2 {
            r = 100;
            return r;
        }
    }
    -1
}

twins! {
    each_iteration: "24_loop_each" { // 3.1
        for i in 0..3 {
            defer!(say(format!("close {i}")));
            say(format!("use {i}"));
        }
        say("end");
    }
    continue_and_break: "25_loop_continue_break" { // 3.1
        for i in 0..5 {
            defer!(say(format!("close {i}")));
            if i == 1 {
                say("skip");
                continue;
            }
            if i == 3 {
                say("stop");
                break;
            }
            say(format!("use {i}"));
        }
        say("end");
    }
    returned_from_a_loop: "26_loop_return" { // 4.1
        say(return_from_loop());
    }
    nested: "27_loop_nested" { // 3.1
        for i in 0..2 {
            defer!(say(format!("outer {i}")));
            for j in 0..2 {
                defer!(say(format!("inner {i} {j}")));
            }
            say(format!("between {i}"));
        }
    }
    conditional: "28_loop_conditional" { // 3.2
        for i in 0..4 {
            if i % 2 == 0 {
                defer!(say(format!("even {i}")));
            }
            say(format!("body {i}"));
        }
    }
    block_at_exit: "29_loop_late" { // 2.2
        let mut total = 0;
        for i in 0..3 {
            let mut n = i;
            defer!(|| {
                total += n;
                say(format!("add {n} {total}"));
            });
            n *= 10;
        }
        say(total);
    }
    recovery_goes_on: "39_panic_in_loop" { // 7.3
        for i in 0..3 {
            defer!(|| {
                if let Some(panic) = recover!() {
                    say(format!("recovered {panic}"));
                }
            });
            defer!(say(format!("close {i}")));
            if i == 1 {
                panic!("bad item");
            }
            say(format!("ok {i}"));
        }
        say("end");
    }
}
