//! Rule 3.8: with `scope = block` every block is a scope. Each form of a block is left by each way out; what deferred code in one
//! sees, takes and gives is tested below.

// One table for every form.
#![allow(unsafe_code, unused_unsafe, unused_labels)]
#![allow(
    clippy::needless_return,
    clippy::never_loop,
    clippy::needless_continue,
    clippy::unused_async,
    clippy::match_bool,
    clippy::let_unit_value
)]

use defer_runtime::{defer, errdefer, okdefer, recover, with_defer};
use defer_tests::Outcome::{self, Panicked, Returned};
use defer_tests::{no, outcome, say, trace, yes};
use pretty_assertions::assert_eq;
use std::fmt::Debug;

fn ok(n: i32) -> Outcome<Result<i32, String>> {
    Returned(Ok(n))
}

fn err(error: &str) -> Outcome<Result<i32, String>> {
    Returned(Err(error.into()))
}

fn panicked(message: &str) -> Outcome<Result<i32, String>> {
    Panicked(message.into())
}

fn nothing() -> Option<i32> {
    no().then_some(1)
}

fn assert_ends<T: Debug + PartialEq>(body: fn() -> T, ended: Outcome<T>, lines: &[&str]) {
    assert_eq!(outcome(body), (ended, lines.iter().map(ToString::to_string).collect()));
}

/// A block in the second iteration of a loop in another, all of them with deferred calls.
macro_rules! tested {
    ([$($result:tt)*] $form:ident { $($block:tt)* } $ended:expr, $lines:expr) => {
        mod $form {
            use super::*;

            #[with_defer(scope = block $($result)*)]
            fn body() -> Result<i32, String> {
                errdefer!(say("function failed"));
                okdefer!(say("function ok"));
                'outer: for i in 1..=2 {
                    say(i);
                    for _ in 0..1 {
                        defer!(say("inner"));
                        $($block)*
                        say("behind");
                    }
                    say("next");
                }
                return Ok(7);
            }

            #[test]
            fn leaves() {
                assert_ends(body, $ended, &$lines);
            }
        }
    };
}

/// Each form of a block that may come to its end or not.
macro_rules! every_form {
    ($result:tt { $($in_it:tt)* } $($expected:tt)*) => {
        tested! { $result plain { { $($in_it)* } } $($expected)* }
        tested! { $result in_another { { { $($in_it)* } } } $($expected)* }
        tested! { $result in_unsafe { unsafe { $($in_it)* } } $($expected)* }
        tested! { $result branch { if yes() { $($in_it)* } } $($expected)* }
        tested! { $result other_branch { if no() { say("never"); } else { $($in_it)* } } $($expected)* }
        tested! { $result second_branch { if no() { defer!(say("never")); } else if yes() { $($in_it)* } } $($expected)* }
        tested! { $result bound_branch { if let Some(_n) = Some(String::new()) { $($in_it)* } } $($expected)* }
        tested! { $result arm { match yes() { true => { $($in_it)* } false => { defer!(say("never")); } } } $($expected)* }
        tested! { $result bound_arm { match Some(String::new()) { Some(_n) => { $($in_it)* } _ => {} } } $($expected)* }
        tested! { $result with_a_value { let () = { $($in_it)* }; } $($expected)* }
        tested! { $result argument { drop({ $($in_it)* }); } $($expected)* }
        tested! { $result operand { let _ = ({ $($in_it)* }, 1); } $($expected)* }
        tested! { $result condition { if { $($in_it)* yes() } {} } $($expected)* }
        tested! { $result in_a_label { 'a: { { $($in_it)* } } } $($expected)* }
        tested! { $result in_a_branch_without { if yes() { say_nothing(); { $($in_it)* } } } $($expected)* }
    };
}

fn say_nothing() {}

/// The same for what never comes to its end.
macro_rules! every_form_and_else {
    ($result:tt { $($in_it:tt)* } $($expected:tt)*) => {
        every_form! { $result { $($in_it)* } $($expected)* }
        tested! { $result else_of_a_let { let Some(_) = nothing() else { $($in_it)* unreachable!() }; } $($expected)* }
        tested! { $result value_of_one_branch { let _n: i32 = if yes() { $($in_it)* unreachable!() } else { 1 }; } $($expected)* }
    };
}

macro_rules! ways_out {
    ($forms:ident $result:tt $($name:ident { $($in_it:tt)* } => $ended:expr, $lines:expr;)*) => {$(
        mod $name {
            use super::*;
            ways_out! { @ $forms $result { $($in_it)* } $ended, $lines }
        }
    )*};
    (@ $forms:ident $result:tt { $($in_it:tt)* } $ended:expr, $lines:expr) => {
        mod always {
            use super::*;
            $forms! { $result {
                defer!(say("first"));
                let said = String::from("deferred");
                defer! { say(&said); }
                $($in_it)*
            } $ended, $lines }
        }
    };
}

mod always {
    use super::*;

    // 3.1, 3.3, 3.8
    ways_out! { every_form []
        end { say("in"); }
            => ok(7), ["1", "in", "deferred", "first", "behind", "inner", "next", "2", "in", "deferred", "first", "behind", "inner", "next", "function ok"];
        statement { say("in") ; if no() { return Ok(1); } }
            => ok(7), ["1", "in", "deferred", "first", "behind", "inner", "next", "2", "in", "deferred", "first", "behind", "inner", "next", "function ok"];
    }
    ways_out! { every_form_and_else []
        return_ok { if yes() { return Ok(1); } } => ok(1), ["1", "deferred", "first", "inner", "function ok"];
        return_err { if yes() { return Err("e".into()); } } => err("e"), ["1", "deferred", "first", "inner", "function failed"];
        question { if yes() { Err("e")?; } } => err("e"), ["1", "deferred", "first", "inner", "function failed"];
        panic { if yes() { panic!("p"); } } => panicked("p"), ["1", "deferred", "first", "inner", "function failed"];
        break_ { if yes() { break; } }
            => ok(7), ["1", "deferred", "first", "inner", "next", "2", "deferred", "first", "inner", "next", "function ok"];
        continue_ { if yes() { continue; } }
            => ok(7), ["1", "deferred", "first", "inner", "next", "2", "deferred", "first", "inner", "next", "function ok"];
        break_outer { if yes() { break 'outer; } } => ok(7), ["1", "deferred", "first", "inner", "function ok"];
        continue_outer { if yes() { continue 'outer; } }
            => ok(7), ["1", "deferred", "first", "inner", "2", "deferred", "first", "inner", "function ok"];
        from_a_block { if yes() { defer!(say("innermost")); return Ok(1); } }
            => ok(1), ["1", "innermost", "deferred", "first", "inner", "function ok"];
    }
}
