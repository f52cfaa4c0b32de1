//! Rule 3.3 where a destructor panics: of what something else takes the place of, a result or an error, and of what an argument leaves.
//! Each deferred call runs all the same.

use defer_runtime::{defer, errdefer, okdefer, recover, with_defer};
use defer_tests::{Outcome, outcome, say};
use pretty_assertions::assert_eq;
use std::mem::forget;

/// Panics where it is dropped, unless another panic is under way.
#[derive(Debug)]
struct Loud(&'static str);

impl Drop for Loud {
    fn drop(&mut self) {
        say(format!("drop {}", self.0));
        assert!(std::thread::panicking(), "{}", self.0);
    }
}

/// A function's result, which may be loud.
#[expect(dead_code, reason = "it is there to be dropped")]
struct Given(Option<Loud>);

fn loud(name: &'static str) -> Given {
    Given(Some(Loud(name)))
}

fn eat(loud: Loud) {
    say(format!("eat {}", loud.0));
    forget(loud);
}

/// How the function ended, and the lines that it said.
fn ended<T>(program: impl FnOnce() -> T) -> (String, String) {
    let program = || forget(program());
    let (ended, lines) = outcome(program);
    let ended = match ended {
        Outcome::Returned(()) => "returned".to_owned(),
        Outcome::Panicked(message) => message,
    };
    (ended, lines.join(", "))
}

macro_rules! each_runs {
    ($($(#[$note:meta])* $name:ident($n:expr): $message:literal, $lines:literal;)*) => {
        $($(#[$note])* #[test]
        fn $name() {
            assert_eq!(ended(|| functions::$name($n)), ($message.to_owned(), $lines.to_owned()));
        })*
    };
}

each_runs! {
    // 5.2: the named result's value of before
    named(0): "zero", "drop zero, second, first";
    named_by_parts(0): "zero", "drop zero, second, first";
    named_in_a_loop(0): "zero", "drop zero, iteration, first";
    named_in_a_block(0): "zero", "drop zero, block, first";
    named_and_recovered(0): "returned", "drop zero, second, first Some(\"zero\")";
    // 7.4: what a panic takes the place of
    value_of_a_panic(0): "value", "drop value, second, first";
    value_of_a_loop(0): "value", "drop value, second, first";
    value_of_a_block(0): "value", "drop value, second, first";
    // 6.3: what an error takes the place of, or what is there already
    value_of_an_error(0): "value", "drop value, second, first";
    value_of_none(0): "value", "drop value, second, first";
    second_error(0): "first", "drop second, drop first, second, first";
    error_in_a_loop(0): "value", "drop value, second, first";
    named_error(0): "zero", "drop zero, second, first";
    // 6.1: the arguments of a deferred call that isn't made
    arguments_of_errdefer(0): "argument", "second, drop argument, first";
    arguments_of_okdefer(1): "argument", "second, drop argument, first";
    arguments_of_a_branch(0): "argument", "second, drop argument, first";
    captured_by_errdefer(0): "argument", "second, drop argument, first";
    // 7.2: what a panic holds
    payload(0): "payload", "drop payload, second, first";
}

mod functions {
    use super::*;

    #[with_defer(result = loud("zero"))]
    pub fn named(n: u32) -> Given {
        defer!(say("first"));
        defer!(say("second"));
        if n == 1 {
            return;
        }
        Given(None)
    }

    #[with_defer(name = loud("zero"), n = 0)]
    pub fn named_by_parts(given: u32) -> (Given, u32) {
        defer!(say("first"));
        defer!(say("second"));
        n += given;
        (Given(None), n)
    }

    #[with_defer(result = loud("zero"))]
    pub fn named_in_a_loop(n: u32) -> Given {
        defer!(say("first"));
        loop {
            defer!(say("iteration"));
            if n == 0 {
                return Given(None);
            }
        }
    }

    #[with_defer(result = loud("zero"))]
    pub fn named_in_a_block(n: u32) -> Given {
        defer!(say("first"));
        'block: {
            defer!(say("block"));
            if n == 0 {
                return Given(None);
            }
            break 'block;
        }
        return;
    }

    #[with_defer(result = loud("zero"))]
    pub fn named_and_recovered(_n: u32) -> Given {
        defer!(|| say(format!("first {:?}", recover!().map(|panic| panic.to_string()))));
        defer!(say("second"));
        Given(None)
    }

    #[with_defer]
    pub fn value_of_a_panic(n: u32) -> Given {
        if n == 0 {
            defer!(say("first"));
            defer!(say("second"));
            defer!(panic!("deferred"));
        }
        loud("value")
    }

    #[with_defer]
    pub fn value_of_a_loop(n: u32) -> Given {
        loop {
            if n == 0 {
                defer!(say("first"));
                defer!(say("second"));
                defer!(panic!("deferred"));
            }
            break loud("value");
        }
    }

    #[with_defer]
    pub fn value_of_a_block(n: u32) -> Given {
        let value = 'block: {
            if n == 0 {
                defer!(say("first"));
                defer!(say("second"));
                defer!(panic!("deferred"));
            }
            if n == 1 {
                break 'block Given(None);
            }
            loud("value")
        };
        say("behind");
        value
    }

    #[with_defer]
    pub fn value_of_an_error(n: u32) -> Result<Given, String> {
        if n == 0 {
            defer!(say("first"));
            errdefer!(say("second"));
            defer!(Err("deferred".to_owned())?);
        }
        Ok(loud("value"))
    }

    #[with_defer]
    pub fn value_of_none(n: u32) -> Option<Given> {
        if n == 0 {
            defer!(say("first"));
            errdefer!(say("second"));
            defer!(|| None?);
        }
        Some(loud("value"))
    }

    #[with_defer]
    pub fn second_error(n: u32) -> Result<u32, Loud> {
        if n == 0 {
            defer!(say("first"));
            errdefer!(say("second"));
            defer!(|| Err(Loud("second"))?);
        }
        Err(Loud("first"))
    }

    #[with_defer]
    pub fn error_in_a_loop(n: u32) -> Result<Given, String> {
        let value = loop {
            if n == 0 {
                defer!(say("first"));
                defer!(say("second"));
                defer!(Err("deferred".to_owned())?);
            }
            break loud("value");
        };
        Ok(value)
    }

    #[with_defer(result = Ok(loud("zero")))]
    pub fn named_error(n: u32) -> Result<Given, String> {
        if n == 0 {
            defer!(say("first"));
            defer!(say("second"));
            defer!(Err("deferred".to_owned())?);
        }
        return;
    }

    #[with_defer]
    pub fn arguments_of_errdefer(n: u32) -> Result<u32, String> {
        defer!(say("first"));
        errdefer!(eat(Loud("argument")));
        defer!(say("second"));
        Ok(n)
    }

    #[with_defer]
    pub fn arguments_of_okdefer(n: u32) -> Result<u32, String> {
        defer!(say("first"));
        okdefer!(eat(Loud("argument")));
        defer!(say("second"));
        Err(n.to_string())
    }

    #[with_defer]
    pub fn arguments_of_a_branch(n: u32) -> Result<u32, String> {
        if n == 0 {
            defer!(say("first"));
            errdefer!(eat(Loud("argument")));
            defer!(say("second"));
        }
        Ok(n)
    }

    #[with_defer]
    pub fn captured_by_errdefer(n: u32) -> Result<u32, String> {
        let argument = Loud("argument");
        defer!(say("first"));
        errdefer!(move || eat(argument));
        defer!(say("second"));
        Ok(n)
    }

    #[with_defer]
    pub fn payload(n: u32) -> u32 {
        if n == 0 {
            defer!(say("first"));
            defer!(say("second"));
            defer!(panic!("deferred"));
        }
        std::panic::panic_any(Loud("payload"))
    }
}
