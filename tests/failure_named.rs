//! Chapter 6: the table in the documentation of `errdefer!` in functions with a named result, which deferred calls
//! change and recover to.

// One table for every place; in some the value at the end is none.
#![allow(clippy::needless_return)]

#[macro_use]
mod cells;

use cells::{assert_ends, check, err, ok, panicked, strike};
use defer_runtime::{defer, errdefer, okdefer, recover, with_defer};
use defer_tests::{say, yes};

macro_rules! named_function {
    ([$result:ident] $deferred:tt $way:tt ($ended:expr, $lines:expr)) => {
        sites! { named_function_body ($result, $ended, $lines) $deferred $way }
    };
}

macro_rules! named_function_body {
    ($site:ident ($result:ident, $ended:expr, $lines:expr) { $($body:tt)* }) => {
        mod $site {
            use super::*;

            #[with_defer($result)]
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

mod in_a_named_function {
    use super::*;

    cells! { [named_function] [result]
        // 6.1, 6.3
        just_returns [defer!(say("deferred"));]
        block_without_an_error [defer!(|| { check(Ok(()))?; });] => {
            tail_ok { Ok(1) } => ok(1), ["was ok", "deferred", "is ok"];
            return_ok { return Ok(1); } => ok(1), ["was ok", "deferred", "is ok"];
            set_ok { result = Ok(1); return; } => ok(1), ["was ok", "deferred", "is ok"];
            tail_err { Err("e".into()) } => err("e"), ["was failed", "deferred", "is failed"];
            return_err { return Err("e".into()); } => err("e"), ["was failed", "deferred", "is failed"];
            set_err { result = Err("e".into()); return; } => err("e"), ["was failed", "deferred", "is failed"];
            question { Err("e")?; Ok(1) } => err("e"), ["was failed", "deferred", "is failed"];
            panic { panic!("p") } => panicked("p"), ["was failed", "deferred", "is failed"];
        }
        // 6.3
        question_with_an_error [defer!(check(Err("d"))?);]
        block_with_an_error [defer!(|| { check(Err("d"))?; say("not reached"); });] => {
            tail_ok { Ok(1) } => err("d"), ["was ok", "deferred", "is failed"];
            return_ok { return Ok(1); } => err("d"), ["was ok", "deferred", "is failed"];
            set_ok { result = Ok(1); return; } => err("d"), ["was ok", "deferred", "is failed"];
            tail_err { Err("e".into()) } => err("e"), ["was failed", "deferred", "is failed"];
            return_err { return Err("e".into()); } => err("e"), ["was failed", "deferred", "is failed"];
            set_err { result = Err("e".into()); return; } => err("e"), ["was failed", "deferred", "is failed"];
            question { Err("e")?; Ok(1) } => err("e"), ["was failed", "deferred", "is failed"];
            panic { panic!("p") } => panicked("p"), ["was failed", "deferred", "is failed"];
        }
        // 7.4
        call_panics [defer!(strike());]
        block_panics_after_a_change [defer!(|| { result = Ok(9); strike(); });] => {
            tail_ok { Ok(1) } => panicked("d"), ["was ok", "deferred", "is failed"];
            return_ok { return Ok(1); } => panicked("d"), ["was ok", "deferred", "is failed"];
            tail_err { Err("e".into()) } => panicked("d"), ["was failed", "deferred", "is failed"];
            set_err { result = Err("e".into()); return; } => panicked("d"), ["was failed", "deferred", "is failed"];
            question { Err("e")?; Ok(1) } => panicked("d"), ["was failed", "deferred", "is failed"];
            panic { panic!("p") } => panicked("d"), ["was failed", "deferred", "is failed"];
        }
        // 7.3: after a recovery the function returns its named result, which decides.
        recovers [defer!(|| { say("deferred"); recover!(); });] => {
            tail_ok { Ok(1) } => ok(1), ["was ok", "deferred", "is ok"];
            return_err { return Err("e".into()); } => err("e"), ["was failed", "deferred", "is failed"];
            question { Err("e")?; Ok(1) } => err("e"), ["was failed", "deferred", "is failed"];
            panic { panic!("p") } => ok(0), ["was failed", "deferred", "is ok"];
            set_ok_and_panic { result = Ok(1); panic!("p") } => ok(1), ["was failed", "deferred", "is ok"];
            set_err_and_panic { result = Err("e".into()); panic!("p") }
                => err("e"), ["was failed", "deferred", "is failed"];
        }
        recovers_to_an_error [defer!(|| {
            say("deferred");
            if let Some(panic) = recover!() {
                result = Err(format!("recovered {panic}"));
            }
        });] => {
            tail_ok { Ok(1) } => ok(1), ["was ok", "deferred", "is ok"];
            tail_err { Err("e".into()) } => err("e"), ["was failed", "deferred", "is failed"];
            panic { panic!("p") } => err("recovered p"), ["was failed", "deferred", "is failed"];
            set_ok_and_panic { result = Ok(1); panic!("p") }
                => err("recovered p"), ["was failed", "deferred", "is failed"];
        }
        // 6.3, 7.2: the panic is stopped, then `?` fails what is about to succeed.
        recovers_and_fails [defer!(|| { recover!(); check(Err("d"))?; });] => {
            tail_ok { Ok(1) } => err("d"), ["was ok", "deferred", "is failed"];
            tail_err { Err("e".into()) } => err("e"), ["was failed", "deferred", "is failed"];
            panic { panic!("p") } => err("d"), ["was failed", "deferred", "is failed"];
            set_err_and_panic { result = Err("e".into()); panic!("p") }
                => err("e"), ["was failed", "deferred", "is failed"];
        }
        // 5.2, 6.1: what a block changes the named result to, decides.
        changes_to_ok [defer!(|| { say("deferred"); result = Ok(9); });] => {
            tail_ok { Ok(1) } => ok(9), ["was ok", "deferred", "is ok"];
            return_ok { return Ok(1); } => ok(9), ["was ok", "deferred", "is ok"];
            set_ok { result = Ok(1); return; } => ok(9), ["was ok", "deferred", "is ok"];
            tail_err { Err("e".into()) } => ok(9), ["was failed", "deferred", "is ok"];
            return_err { return Err("e".into()); } => ok(9), ["was failed", "deferred", "is ok"];
            set_err { result = Err("e".into()); return; } => ok(9), ["was failed", "deferred", "is ok"];
            question { Err("e")?; Ok(1) } => ok(9), ["was failed", "deferred", "is ok"];
            panic { panic!("p") } => panicked("p"), ["was failed", "deferred", "is failed"];
        }
        changes_to_err [defer!(|| { say("deferred"); result = Err("d".into()); });] => {
            tail_ok { Ok(1) } => err("d"), ["was ok", "deferred", "is failed"];
            return_ok { return Ok(1); } => err("d"), ["was ok", "deferred", "is failed"];
            set_ok { result = Ok(1); return; } => err("d"), ["was ok", "deferred", "is failed"];
            tail_err { Err("e".into()) } => err("d"), ["was failed", "deferred", "is failed"];
            return_err { return Err("e".into()); } => err("d"), ["was failed", "deferred", "is failed"];
            set_err { result = Err("e".into()); return; } => err("d"), ["was failed", "deferred", "is failed"];
            question { Err("e")?; Ok(1) } => err("d"), ["was failed", "deferred", "is failed"];
            panic { panic!("p") } => panicked("p"), ["was failed", "deferred", "is failed"];
        }
        // 6.2, 5.2: so does what `errdefer!(|err| …)` makes of the error.
        changes_the_error [errdefer!(|err| { say("deferred"); err.push('d'); });] => {
            tail_ok { Ok(1) } => ok(1), ["was ok", "is ok"];
            tail_err { Err("e".into()) } => err("ed"), ["was failed", "deferred", "is failed"];
            set_err { result = Err("e".into()); return; } => err("ed"), ["was failed", "deferred", "is failed"];
            question { Err("e")?; Ok(1) } => err("ed"), ["was failed", "deferred", "is failed"];
            panic { panic!("p") } => panicked("p"), ["was failed", "is failed"];
        }
    }
}

/// Two iterations, the first of which is left by the way out.
macro_rules! iteration_of_a_named {
    ([$i:ident $result:ident] $deferred:tt { $($way:tt)* } ($ended:expr, $lines:expr)) => {
        sites! { iteration_of_a_named_body ($i, $result, $ended, $lines) $deferred { if $i == 0 { $($way)* } } }
    };
}

macro_rules! iteration_of_a_named_body {
    ($site:ident ($i:ident, $result:ident, $ended:expr, $lines:expr) { $($body:tt)* }) => {
        mod $site {
            use super::*;

            #[with_defer($result)]
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

mod in_an_iteration_with_a_named_result {
    use super::*;

    cells! { [iteration_of_a_named] [i result]
        // 6.1, 6.3: only what leaves the function can fail it, whatever the result is called meanwhile.
        just_returns [defer!(say("deferred"));]
        question_without_an_error [defer!(check(Ok(()))?);] => {
            end { }
                => ok(7), ["was ok", "deferred", "is ok", "was ok", "deferred", "is ok", "after", "function ok"];
            continue_ { continue; }
                => ok(7), ["was ok", "deferred", "is ok", "was ok", "deferred", "is ok", "after", "function ok"];
            set_err_and_continue { result = Err("e".into()); continue; }
                => ok(7), ["was ok", "deferred", "is ok", "was ok", "deferred", "is ok", "after", "function ok"];
            break_ { break; } => ok(7), ["was ok", "deferred", "is ok", "after", "function ok"];
            set_err_and_break { result = Err("e".into()); break; }
                => ok(7), ["was ok", "deferred", "is ok", "after", "function ok"];
            return_ok { return Ok(1); } => ok(1), ["was ok", "deferred", "is ok", "function ok"];
            set_ok { result = Ok(1); return; } => ok(1), ["was ok", "deferred", "is ok", "function ok"];
            return_err { return Err("e".into()); }
                => err("e"), ["was failed", "deferred", "is failed", "function failed"];
            set_err { result = Err("e".into()); return; }
                => err("e"), ["was failed", "deferred", "is failed", "function failed"];
            question { Err("e")?; } => err("e"), ["was failed", "deferred", "is failed", "function failed"];
            panic { panic!("p"); } => panicked("p"), ["was failed", "deferred", "is failed", "function failed"];
        }
        // 6.3
        question_with_an_error [defer!(check(Err("d"))?);]
        block_with_an_error [defer!(|| { check(Err("d"))?; say("not reached"); });] => {
            end { } => err("d"), ["was ok", "deferred", "is failed", "function failed"];
            continue_ { continue; } => err("d"), ["was ok", "deferred", "is failed", "function failed"];
            set_err_and_continue { result = Err("e".into()); continue; }
                => err("d"), ["was ok", "deferred", "is failed", "function failed"];
            break_ { break; } => err("d"), ["was ok", "deferred", "is failed", "function failed"];
            return_ok { return Ok(1); } => err("d"), ["was ok", "deferred", "is failed", "function failed"];
            set_ok { result = Ok(1); return; } => err("d"), ["was ok", "deferred", "is failed", "function failed"];
            return_err { return Err("e".into()); }
                => err("e"), ["was failed", "deferred", "is failed", "function failed"];
            set_err { result = Err("e".into()); return; }
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
        // 7.3: in a loop it is the next iteration that follows, not the named result.
        recovers [defer!(|| { say("deferred"); recover!(); });] => {
            return_err { return Err("e".into()); }
                => err("e"), ["was failed", "deferred", "is failed", "function failed"];
            panic { panic!("p"); }
                => ok(7), ["was failed", "deferred", "is ok", "was ok", "deferred", "is ok", "after", "function ok"];
            set_err_and_panic { result = Err("e".into()); panic!("p"); }
                => ok(7), ["was failed", "deferred", "is ok", "was ok", "deferred", "is ok", "after", "function ok"];
        }
        // 5.2, 6.1: a change decides where the function is left, and nothing where the loop goes on.
        changes_to_ok [defer!(|| { say("deferred"); result = Ok(9); });] => {
            end { }
                => ok(7), ["was ok", "deferred", "is ok", "was ok", "deferred", "is ok", "after", "function ok"];
            break_ { break; } => ok(7), ["was ok", "deferred", "is ok", "after", "function ok"];
            return_ok { return Ok(1); } => ok(9), ["was ok", "deferred", "is ok", "function ok"];
            return_err { return Err("e".into()); } => ok(9), ["was failed", "deferred", "is ok", "function ok"];
            set_err { result = Err("e".into()); return; } => ok(9), ["was failed", "deferred", "is ok", "function ok"];
            question { Err("e")?; } => ok(9), ["was failed", "deferred", "is ok", "function ok"];
            panic { panic!("p"); } => panicked("p"), ["was failed", "deferred", "is failed", "function failed"];
        }
        changes_to_err [defer!(|| { say("deferred"); result = Err("d".into()); });] => {
            end { }
                => ok(7), ["was ok", "deferred", "is ok", "was ok", "deferred", "is ok", "after", "function ok"];
            continue_ { continue; }
                => ok(7), ["was ok", "deferred", "is ok", "was ok", "deferred", "is ok", "after", "function ok"];
            break_ { break; } => ok(7), ["was ok", "deferred", "is ok", "after", "function ok"];
            return_ok { return Ok(1); } => err("d"), ["was ok", "deferred", "is failed", "function failed"];
            return_err { return Err("e".into()); }
                => err("d"), ["was failed", "deferred", "is failed", "function failed"];
            question { Err("e")?; } => err("d"), ["was failed", "deferred", "is failed", "function failed"];
            panic { panic!("p"); } => panicked("p"), ["was failed", "deferred", "is failed", "function failed"];
        }
        // 6.2
        changes_the_error [errdefer!(|err| { say("deferred"); err.push('d'); });] => {
            end { } => ok(7), ["was ok", "is ok", "was ok", "is ok", "after", "function ok"];
            set_err_and_break { result = Err("e".into()); break; }
                => ok(7), ["was ok", "is ok", "after", "function ok"];
            return_ok { return Ok(1); } => ok(1), ["was ok", "is ok", "function ok"];
            return_err { return Err("e".into()); }
                => err("ed"), ["was failed", "deferred", "is failed", "function failed"];
            set_err { result = Err("e".into()); return; }
                => err("ed"), ["was failed", "deferred", "is failed", "function failed"];
            question { Err("e")?; } => err("ed"), ["was failed", "deferred", "is failed", "function failed"];
            panic { panic!("p"); } => panicked("p"), ["was failed", "is failed", "function failed"];
        }
    }
}
