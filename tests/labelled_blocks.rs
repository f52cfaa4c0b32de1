//! Rules 3.1 and 6.1: a block with a label is a scope, which ends by success at its end and by `break`. Its order is tested in
//! `scopes.rs`, its ways out in `ways_out.rs`.

// One table for every place.
#![allow(clippy::needless_return)]

#[macro_use]
mod cells;

use cells::{assert_ends, check, err, ok, panicked, strike};
use defer_runtime::{defer, errdefer, okdefer, recover, with_defer};
use defer_tests::{say, yes};

/// A block with a label that is left by the way out.
macro_rules! labelled_block {
    ([$label:lifetime] $deferred:tt $way:tt ($ended:expr, $lines:expr)) => {
        sites! { labelled_block_body ($label, $ended, $lines) $deferred $way }
    };
}

macro_rules! labelled_block_body {
    ($site:ident ($label:lifetime, $ended:expr, $lines:expr) { $($body:tt)* }) => {
        mod $site {
            use super::*;

            #[with_defer]
            fn body() -> Result<i32, String> {
                errdefer!(say("function failed"));
                okdefer!(say("function ok"));
                $label: {
                    $($body)*
                }
                say("after");
                Ok(7)
            }

            #[test]
            fn leaves() {
                assert_ends(body, $ended, &$lines);
            }
        }
    };
}

mod failure {
    use super::*;

    cells! { [labelled_block] ['a]
        // 6.1, 6.3
        just_returns [defer!(say("deferred"));]
        question_without_an_error [defer!(check(Ok(()))?);] => {
            end { } => ok(7), ["was ok", "deferred", "is ok", "after", "function ok"];
            break_ { if yes() { break 'a; } say("not reached"); } => ok(7), ["was ok", "deferred", "is ok", "after", "function ok"];
            return_ok { if yes() { return Ok(1); } } => ok(1), ["was ok", "deferred", "is ok", "function ok"];
            return_err { if yes() { return Err("e".into()); } }
                => err("e"), ["was failed", "deferred", "is failed", "function failed"];
            question { Err("e")?; } => err("e"), ["was failed", "deferred", "is failed", "function failed"];
            panic { if yes() { panic!("p"); } } => panicked("p"), ["was failed", "deferred", "is failed", "function failed"];
        }
        // 6.3: the error of a `?` leaves the function.
        question_with_an_error [defer!(check(Err("d"))?);]
        block_with_an_error [defer!(|| { check(Err("d"))?; say("not reached"); });] => {
            end { } => err("d"), ["was ok", "deferred", "is failed", "function failed"];
            break_ { if yes() { break 'a; } } => err("d"), ["was ok", "deferred", "is failed", "function failed"];
            return_err { if yes() { return Err("e".into()); } }
                => err("e"), ["was failed", "deferred", "is failed", "function failed"];
        }
        // 7.4
        call_panics [defer!(strike());] => {
            end { } => panicked("d"), ["was ok", "deferred", "is failed", "function failed"];
            break_ { if yes() { break 'a; } } => panicked("d"), ["was ok", "deferred", "is failed", "function failed"];
        }
        // 7.3: what stands behind the block goes on.
        recovers [defer!(|| { say("deferred"); recover!(); });] => {
            end { } => ok(7), ["was ok", "deferred", "is ok", "after", "function ok"];
            panic { if yes() { panic!("p"); } } => ok(7), ["was failed", "deferred", "is ok", "after", "function ok"];
        }
        // 6.2
        changes_the_error [errdefer!(|err| { say("deferred"); err.push('d'); });] => {
            break_ { if yes() { break 'a; } } => ok(7), ["was ok", "is ok", "after", "function ok"];
            return_err { if yes() { return Err("e".into()); } }
                => err("ed"), ["was failed", "deferred", "is failed", "function failed"];
            question { Err("e")?; } => err("ed"), ["was failed", "deferred", "is failed", "function failed"];
        }
    }
}
