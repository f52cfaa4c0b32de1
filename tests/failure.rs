//! Chapter 6: what `errdefer!` and `okdefer!` look at, and when: the table in the documentation of `errdefer!`, in
//! every kind of scope, for every way out of it. The lines about a named result are in `failure_named.rs`.

// One table for every place.
#![allow(clippy::needless_return)]

#[macro_use]
mod cells;

use cells::{assert_ends, check, err, ok, panicked, strike};
use defer_runtime::{defer, errdefer, okdefer, recover, with_defer};
use defer_tests::{say, yes};

macro_rules! function {
    ([] $deferred:tt $way:tt $expected:tt) => {
        sites! { function_body $expected $deferred $way }
    };
}

macro_rules! function_body {
    ($site:ident ($ended:expr, $lines:expr) { $($body:tt)* }) => {
        mod $site {
            use super::*;

            #[with_defer]
            fn body() -> Result<i32, String> {
                $($body)*
            }

            #[test]
            fn leaves() {
                assert_ends(body, $ended, &$lines);
            }
        }
    };
}

macro_rules! closure {
    ([] $deferred:tt $way:tt $expected:tt) => {
        sites! { closure_body $expected $deferred $way }
    };
}

macro_rules! closure_body {
    ($site:ident ($ended:expr, $lines:expr) { $($body:tt)* }) => {
        mod $site {
            use super::*;

            #[with_defer]
            fn body() -> Result<i32, String> {
                let closure = || -> Result<i32, String> { $($body)* };
                closure()
            }

            #[test]
            fn leaves() {
                assert_ends(body, $ended, &$lines);
            }
        }
    };
}

/// Two iterations, the first of which is left by the way out.
macro_rules! iteration {
    ([$i:ident] $deferred:tt { $($way:tt)* } ($ended:expr, $lines:expr)) => {
        sites! { iteration_body ($i, $ended, $lines) $deferred { if $i == 0 { $($way)* } } }
    };
}

macro_rules! iteration_body {
    ($site:ident ($i:ident, $ended:expr, $lines:expr) { $($body:tt)* }) => {
        mod $site {
            use super::*;

            #[with_defer]
            fn body() -> Result<i32, String> {
                errdefer!(say("function failed"));
                okdefer!(say("function ok"));
                for $i in 0..2 {
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

macro_rules! iteration_in_a_closure {
    ([$i:ident] $deferred:tt { $($way:tt)* } ($ended:expr, $lines:expr)) => {
        sites! { iteration_in_a_closure_body ($i, $ended, $lines) $deferred { if $i == 0 { $($way)* } } }
    };
}

macro_rules! iteration_in_a_closure_body {
    ($site:ident ($i:ident, $ended:expr, $lines:expr) { $($body:tt)* }) => {
        mod $site {
            use super::*;

            #[with_defer]
            fn body() -> Result<i32, String> {
                errdefer!(say("function failed"));
                okdefer!(say("function ok"));
                let closure = || -> Result<i32, String> {
                    let mut $i = 0;
                    while $i < 2 {
                        $i += 1;
                        let $i = $i - 1;
                        $($body)*
                    }
                    say("after");
                    Ok(7)
                };
                closure()
            }

            #[test]
            fn leaves() {
                assert_ends(body, $ended, &$lines);
            }
        }
    };
}

/// The function itself, and a closure in it.
mod in_a_function {
    use super::*;

    cells! { [function closure] []
        // 6.1: a deferred call that just returns changes nothing.
        just_returns [defer!(say("deferred"));]
        // 6.3: nor does a `?` without an error.
        question_without_an_error [defer!(check(Ok(()))?);] => {
            tail_ok { Ok(1) } => ok(1), ["was ok", "deferred", "is ok"];
            return_ok { return Ok(1); } => ok(1), ["was ok", "deferred", "is ok"];
            tail_err { Err("e".into()) } => err("e"), ["was failed", "deferred", "is failed"];
            return_err { return Err("e".into()); } => err("e"), ["was failed", "deferred", "is failed"];
            question { Err("e")?; Ok(1) } => err("e"), ["was failed", "deferred", "is failed"];
            panic { panic!("p") } => panicked("p"), ["was failed", "deferred", "is failed"];
        }
        // 6.3: the error of a `?` fails what was about to succeed; an error or panic under way stays.
        question_with_an_error [defer!(check(Err("d"))?);]
        block_with_an_error [defer!(|| { check(Err("d"))?; say("not reached"); });] => {
            tail_ok { Ok(1) } => err("d"), ["was ok", "deferred", "is failed"];
            return_ok { return Ok(1); } => err("d"), ["was ok", "deferred", "is failed"];
            tail_err { Err("e".into()) } => err("e"), ["was failed", "deferred", "is failed"];
            return_err { return Err("e".into()); } => err("e"), ["was failed", "deferred", "is failed"];
            question { Err("e")?; Ok(1) } => err("e"), ["was failed", "deferred", "is failed"];
            panic { panic!("p") } => panicked("p"), ["was failed", "deferred", "is failed"];
        }
        // 7.4: a panic in a deferred call replaces whatever was under way.
        call_panics [defer!(strike());] => {
            tail_ok { Ok(1) } => panicked("d"), ["was ok", "deferred", "is failed"];
            return_ok { return Ok(1); } => panicked("d"), ["was ok", "deferred", "is failed"];
            tail_err { Err("e".into()) } => panicked("d"), ["was failed", "deferred", "is failed"];
            return_err { return Err("e".into()); } => panicked("d"), ["was failed", "deferred", "is failed"];
            question { Err("e")?; Ok(1) } => panicked("d"), ["was failed", "deferred", "is failed"];
            panic { panic!("p") } => panicked("d"), ["was failed", "deferred", "is failed"];
        }
        // The same, written otherwise.
        block_returns [defer!(|| { if yes() { return say("deferred"); } say("not reached"); });]
        block_without_an_error [defer!(|| { check(Ok(()))?; });] => {
            early_ok { if yes() { return Ok(1); } Ok(2) } => ok(1), ["was ok", "deferred", "is ok"];
            early_err { if yes() { return Err("e".into()); } Ok(2) }
                => err("e"), ["was failed", "deferred", "is failed"];
            panic { panic!("p") } => panicked("p"), ["was failed", "deferred", "is failed"];
        }
        question_at_the_end_of_a_block [defer!({ check(Err("d"))? });] => {
            early_ok { if yes() { return Ok(1); } Ok(2) } => err("d"), ["was ok", "deferred", "is failed"];
            early_err { if yes() { return Err("e".into()); } Ok(2) }
                => err("e"), ["was failed", "deferred", "is failed"];
            panic { panic!("p") } => panicked("p"), ["was failed", "deferred", "is failed"];
        }
        block_panics [defer!(|| strike());]
        block_with_a_question_panics [defer!(|| { strike(); check(Err("not reached"))?; });] => {
            early_ok { if yes() { return Ok(1); } Ok(2) } => panicked("d"), ["was ok", "deferred", "is failed"];
            early_err { if yes() { return Err("e".into()); } Ok(2) }
                => panicked("d"), ["was failed", "deferred", "is failed"];
            panic { panic!("p") } => panicked("d"), ["was failed", "deferred", "is failed"];
        }
    }
}

/// An iteration ends by success at its end, by `break` and `continue`.
mod in_an_iteration {
    use super::*;

    cells! { [iteration iteration_in_a_closure] [i]
        // 6.1, 6.3
        just_returns [defer!(say("deferred"));]
        question_without_an_error [defer!(check(Ok(()))?);] => {
            end { }
                => ok(7), ["was ok", "deferred", "is ok", "was ok", "deferred", "is ok", "after", "function ok"];
            continue_ { continue; }
                => ok(7), ["was ok", "deferred", "is ok", "was ok", "deferred", "is ok", "after", "function ok"];
            break_ { break; } => ok(7), ["was ok", "deferred", "is ok", "after", "function ok"];
            return_ok { return Ok(1); } => ok(1), ["was ok", "deferred", "is ok", "function ok"];
            return_err { return Err("e".into()); }
                => err("e"), ["was failed", "deferred", "is failed", "function failed"];
            question { Err("e")?; } => err("e"), ["was failed", "deferred", "is failed", "function failed"];
            panic { panic!("p"); } => panicked("p"), ["was failed", "deferred", "is failed", "function failed"];
        }
        // 6.3: the error of a `?` leaves the loop.
        question_with_an_error [defer!(check(Err("d"))?);]
        block_with_an_error [defer!(|| { check(Err("d"))?; say("not reached"); });] => {
            end { } => err("d"), ["was ok", "deferred", "is failed", "function failed"];
            continue_ { continue; } => err("d"), ["was ok", "deferred", "is failed", "function failed"];
            break_ { break; } => err("d"), ["was ok", "deferred", "is failed", "function failed"];
            return_ok { return Ok(1); } => err("d"), ["was ok", "deferred", "is failed", "function failed"];
            return_err { return Err("e".into()); }
                => err("e"), ["was failed", "deferred", "is failed", "function failed"];
            question { Err("e")?; } => err("e"), ["was failed", "deferred", "is failed", "function failed"];
            panic { panic!("p"); } => panicked("p"), ["was failed", "deferred", "is failed", "function failed"];
        }
        // 7.4
        call_panics [defer!(strike());] => {
            end { } => panicked("d"), ["was ok", "deferred", "is failed", "function failed"];
            continue_ { continue; } => panicked("d"), ["was ok", "deferred", "is failed", "function failed"];
            break_ { break; } => panicked("d"), ["was ok", "deferred", "is failed", "function failed"];
            return_ok { return Ok(1); } => panicked("d"), ["was ok", "deferred", "is failed", "function failed"];
            return_err { return Err("e".into()); }
                => panicked("d"), ["was failed", "deferred", "is failed", "function failed"];
            question { Err("e")?; } => panicked("d"), ["was failed", "deferred", "is failed", "function failed"];
            panic { panic!("p"); } => panicked("d"), ["was failed", "deferred", "is failed", "function failed"];
        }
        // 7.3: the loop goes on with the next iteration, a success.
        recovers [defer!(|| { say("deferred"); recover!(); });] => {
            end { }
                => ok(7), ["was ok", "deferred", "is ok", "was ok", "deferred", "is ok", "after", "function ok"];
            break_ { break; } => ok(7), ["was ok", "deferred", "is ok", "after", "function ok"];
            return_ok { return Ok(1); } => ok(1), ["was ok", "deferred", "is ok", "function ok"];
            return_err { return Err("e".into()); }
                => err("e"), ["was failed", "deferred", "is failed", "function failed"];
            question { Err("e")?; } => err("e"), ["was failed", "deferred", "is failed", "function failed"];
            panic { panic!("p"); }
                => ok(7), ["was failed", "deferred", "is ok", "was ok", "deferred", "is ok", "after", "function ok"];
        }
        // 6.3, 7.2
        recovers_and_fails [defer!(|| { recover!(); check(Err("d"))?; });] => {
            end { } => err("d"), ["was ok", "deferred", "is failed", "function failed"];
            panic { panic!("p"); } => err("d"), ["was failed", "deferred", "is failed", "function failed"];
        }
        // 6.2
        changes_the_error [errdefer!(|err| { say("deferred"); err.push('d'); });] => {
            end { } => ok(7), ["was ok", "is ok", "was ok", "is ok", "after", "function ok"];
            continue_ { continue; } => ok(7), ["was ok", "is ok", "was ok", "is ok", "after", "function ok"];
            break_ { break; } => ok(7), ["was ok", "is ok", "after", "function ok"];
            return_ok { return Ok(1); } => ok(1), ["was ok", "is ok", "function ok"];
            return_err { return Err("e".into()); }
                => err("ed"), ["was failed", "deferred", "is failed", "function failed"];
            question { Err("e")?; } => err("ed"), ["was failed", "deferred", "is failed", "function failed"];
            panic { panic!("p"); } => panicked("p"), ["was failed", "is failed", "function failed"];
        }
    }
}
