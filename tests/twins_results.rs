//! Twins of Go programs: deferred calls and the result that is about to be returned.

use defer_runtime::{defer, with_defer};
use defer_tests::{say, twins};
use pretty_assertions::assert_eq;

#[with_defer(result)]
fn changed() -> i32 {
    defer!(|| result += 1);
    result = 10;
    result
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

#[with_defer(n = 0, s = String::new())]
fn bare_return(early: bool) -> (i32, String) {
    defer!(|| {
        n *= 2;
        s += "!";
    });
    (n, s) = (1, "a".into());
    if early {
        return;
    }
    (n, s) = (5, "b".into());
}

#[with_defer(n)]
fn chain() -> i32 {
    defer!(|| n += 1);
    defer!(|| n *= 10);
    4
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

#[with_defer(n)]
fn argument_now() -> i32 {
    defer!(say(format!("deferred {n}")));
    n = 3;
    8
}

fn open(ok: bool) -> Result<(), String> {
    if ok { Ok(()) } else { Err("no such file".into()) }
}

#[with_defer(result)]
fn load(ok: bool) -> Result<i32, String> {
    defer!(|| {
        if let Err(error) = &mut result {
            *error = format!("load: {error}");
        }
    });
    open(ok)?;
    Ok(42)
}

fn close(fail: bool) -> Result<(), &'static str> {
    say("close");
    if fail { Err("close failed") } else { Ok(()) }
}

#[with_defer(result)]
fn use_and_close(work: bool, fail: bool) -> Result<(), &'static str> {
    defer!(|| {
        let closed = close(fail);
        if result.is_ok() {
            result = closed;
        }
    });
    if work {
        return Err("work failed");
    }
    Ok(())
}

#[with_defer(n)]
fn return_in_deferred(early: bool) -> i32 {
    defer!(|| {
        n += 1;
        if early {
            return;
        }
        n += 10;
    });
    100
}

/// As Go prints an `error`.
fn go_error<T>(result: &Result<T, impl ToString>) -> String {
    match result {
        Ok(_) => "<nil>".into(),
        Err(error) => error.to_string(),
    }
}

twins! {
    result_changed: "16_result_mutated" { // 5.2
        say(changed());
    }
    unnamed_result: "17_result_unnamed" { // 4.1
        say(unnamed());
    }
    bare_returns: "18_bare_return" { // 5.3
        for early in [true, false] {
            let (n, s) = bare_return(early);
            say(format!("{n} {s}"));
        }
    }
    result_chain: "19_result_chain" { // 3.3, 5.2
        say(chain());
    }
    returned_value_first: "20_return_expr_first" { // 4.1
        say(value_first());
    }
    result_as_argument: "21_result_arg_now" { // 2.1, 5.1
        say(argument_now());
    }
    error_gets_context: "22_error_wrap" { // 5.2
        for ok in [true, false] {
            let loaded = load(ok);
            say(format!("{} {}", loaded.as_ref().unwrap_or(&0), go_error(&loaded)));
        }
    }
    error_of_close: "23_close_error" { // 5.2
        for (work, fail) in [(false, false), (false, true), (true, false), (true, true)] {
            say(go_error(&use_and_close(work, fail)));
        }
    }
    return_ends_the_block: "44_return_in_deferred" { // 4.2
        say(format!("{} {}", return_in_deferred(true), return_in_deferred(false)));
    }
}
