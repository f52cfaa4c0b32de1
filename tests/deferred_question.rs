//! `?` on a deferred call and in a deferred block (6.3): which types it converts, and which error wins.

use defer_runtime::{defer, errdefer, okdefer, recover, with_defer};
use defer_tests::{Named, assert_panics, assert_returns, gives, no, say, yes};
use std::fmt;
use std::io;
use std::num::ParseIntError;
use std::ops::ControlFlow;
use std::task::Poll;

/// Tests the message that an expression panics with, and the lines it says.
macro_rules! panics {
    ($($name:ident: $program:expr => $message:expr, $lines:expr;)*) => {
        $(#[test]
        fn $name() {
            assert_panics(|| $program, $message, &$lines);
        })*
    };
}

/// Says its name, and fails with it where it is to.
fn step(name: &'static str, fails: bool) -> Result<&'static str, &'static str> {
    say(name);
    if fails { Err(name) } else { Ok(name) }
}

/// How the body is to be left.
#[derive(Clone, Copy)]
enum How {
    Ok,
    Err,
    Panic,
}
use How::{Err as Fails, Ok as Succeeds, Panic as Panics};

fn leave<E: From<&'static str>>(how: How) -> Result<i32, E> {
    match how {
        How::Ok => Ok(1),
        How::Err => Err("body".into()),
        How::Panic => panic!("p"),
    }
}

// What `?` can stand on.

#[with_defer]
fn call(how: How, fails: bool) -> Result<i32, String> {
    defer!(say("first"));
    defer!(step("call", fails)?);
    defer!(say("last"));
    leave(how)
}

struct File {
    fails: bool,
}

impl File {
    fn sync(&self) -> Result<(), &'static str> {
        step("sync", self.fails).map(drop)
    }

    fn close(self) -> Result<(), &'static str> {
        step("close", self.fails).map(drop)
    }

    fn retry(&mut self) -> Result<Result<(), &'static str>, &'static str> {
        Ok(self.sync())
    }

    #[with_defer]
    fn save(&mut self, how: How) -> Result<i32, String> {
        defer!(self.sync()?);
        leave(how)
    }
}

#[with_defer]
fn method(how: How) -> Result<i32, String> {
    let mut file = File { fails: false };
    defer!(file.sync()?);
    file.fails = true;
    leave(how)
}

#[with_defer]
fn method_of_a_value(how: How) -> Result<i32, String> {
    let file = File { fails: true };
    defer!(file.close()?);
    leave(how)
}

#[with_defer]
fn two_question_marks(how: How) -> Result<i32, String> {
    let mut file = File { fails: true };
    defer!(file.retry()??);
    leave(how)
}

#[with_defer]
fn arguments_of_now(how: How) -> Result<i32, String> {
    let mut fails = true;
    defer!(step("argument", fails)?);
    fails = false;
    defer!(step("later", fails)?);
    leave(how)
}

#[with_defer]
fn block_of_then(how: How) -> Result<i32, String> {
    let mut fails = false;
    defer!(|| step("block", fails)?);
    fails = true;
    leave(how)
}

#[with_defer]
fn braces(how: How) -> Result<i32, String> {
    defer! { step("braces", true)?; }
    leave(how)
}

#[with_defer]
fn block_with_a_value(how: How) -> Result<i32, String> {
    defer!({
        let text = step("block", false)?;
        say(text.len());
        step(text, true)?
    });
    leave(how)
}

#[with_defer]
fn local_as_callee(how: How) -> Result<i32, String> {
    let cleanup = |name| step(name, true);
    defer!(cleanup("local")?);
    leave(how)
}

#[with_defer]
fn formatting(how: How, out: &mut (impl io::Write + ?Sized)) -> io::Result<i32> {
    let mut n = 1;
    defer!(write!(out, "{n}")?);
    defer!(write!(out, "{}", n * 2)?);
    n += 1;
    let n = leave::<Box<dyn std::error::Error + Send + Sync>>(how).map_err(io::Error::other)? + n;
    Ok(n)
}

#[with_defer]
fn formatting_to_a_string(how: How) -> Result<String, fmt::Error> {
    use fmt::Write;
    let mut text = String::new();
    if yes() {
        defer!(|| say(&text));
        defer!(write!(text, "deferred")?);
    }
    leave::<String>(how).map_err(|_| fmt::Error)?;
    Ok(String::new())
}

#[with_defer]
fn among_macro_arguments(how: How, fails: bool) -> Result<i32, String> {
    defer!(|| {
        say(format!("got {}", step("argument", fails)?));
        say(format!("{:?}", vec![step("element", fails)?, "x"]));
    });
    leave(how)
}

#[with_defer]
fn twice_in_a_block(how: How, fails: usize) -> Result<i32, String> {
    defer!(|| {
        step("one", fails == 1)?;
        step("two", fails == 2)?;
        say("end");
    });
    leave(how)
}

#[with_defer]
fn with_a_return(how: How, fails: bool) -> Result<i32, String> {
    defer!(|| {
        if !fails {
            return;
        }
        step("block", fails)?;
        say("not reached");
    });
    leave(how)
}

#[with_defer]
fn with_a_loop(how: How) -> Result<i32, String> {
    defer!(|| {
        for fails in [false, true, false] {
            if no() {
                continue;
            }
            step("item", fails)?;
        }
        say("not reached");
    });
    leave(how)
}

#[with_defer]
fn question_of_a_closure(how: How) -> Result<i32, String> {
    defer!({
        let closure = || -> Result<(), &'static str> {
            step("of the closure", true)?;
            Ok(())
        };
        say(closure().is_err());
        step("of the block", true)?;
    });
    leave(how)
}

gives! {
    no_error: call(Succeeds, false) => Ok(1), ["last", "call", "first"];
    no_second_error: call(Fails, false) => Err("body".into()), ["last", "call", "first"];
    an_error: call(Succeeds, true) => Err("call".into()), ["last", "call", "first"];
    the_first_error: call(Fails, true) => Err("body".into()), ["last", "call", "first"];
    // 2.4: the receiver is an address, or a value that the call takes.
    receiver: method(Succeeds) => Err("sync".into()), ["sync"];
    receiver_on_err: method(Fails) => Err("body".into()), ["sync"];
    receiver_that_is_taken: method_of_a_value(Succeeds) => Err("close".into()), ["close"];
    receiver_is_self: File { fails: true }.save(Succeeds) => Err("sync".into()), ["sync"];
    receiver_is_self_without_an_error: File { fails: false }.save(Succeeds) => Ok(1), ["sync"];
    two: two_question_marks(Succeeds) => Err("sync".into()), ["sync"];
    two_on_err: two_question_marks(Fails) => Err("body".into()), ["sync"];
    // 2.1, 2.2
    now: arguments_of_now(Succeeds) => Err("argument".into()), ["later", "argument"];
    then: block_of_then(Succeeds) => Err("block".into()), ["block"];
    in_braces: braces(Succeeds) => Err("braces".into()), ["braces"];
    in_a_block: block_with_a_value(Succeeds) => Err("block".into()), ["block", "5", "block"];
    on_a_local: local_as_callee(Succeeds) => Err("local".into()), ["local"];
    // 2.6
    on_a_formatting_macro: formatting(Succeeds, &mut [0; 1].as_mut_slice()).unwrap_err().kind()
        => io::ErrorKind::WriteZero, [];
    on_a_formatting_macro_without_an_error: formatting(Succeeds, &mut [0; 2].as_mut_slice()).unwrap() => 3, [];
    on_a_formatting_macro_on_err: formatting(Fails, &mut [0; 1].as_mut_slice()).unwrap_err().to_string() => "body", [];
    on_a_conditional_formatting_macro: formatting_to_a_string(Succeeds) => Ok(String::new()), ["deferred"];
    in_a_macro: among_macro_arguments(Succeeds, true) => Err("argument".into()), ["argument"];
    in_a_macro_without_an_error: among_macro_arguments(Succeeds, false) => Ok(1),
        ["argument", "got argument", "element", "[\"element\", \"x\"]"];
    // The block ends at the first error.
    twice_first: twice_in_a_block(Succeeds, 1) => Err("one".into()), ["one"];
    twice_second: twice_in_a_block(Succeeds, 2) => Err("two".into()), ["one", "two"];
    twice_none: twice_in_a_block(Succeeds, 3) => Ok(1), ["one", "two", "end"];
    twice_on_err: twice_in_a_block(Fails, 1) => Err("body".into()), ["one"];
    // 4.2: `return` ends the block, without an error.
    beside_a_return: with_a_return(Succeeds, true) => Err("block".into()), ["block"];
    beside_a_return_that_is_taken: with_a_return(Succeeds, false) => Ok(1), [];
    beside_a_return_on_err: with_a_return(Fails, false) => Err("body".into()), [];
    in_a_loop_of_the_block: with_a_loop(Succeeds) => Err("item".into()), ["item", "item"];
    of_a_closure_in_the_block: question_of_a_closure(Succeeds) => Err("of the block".into()),
        ["of the closure", "true", "of the block"];
}

panics! {
    panic_stays: call(Panics, true) => "p", ["last", "call", "first"];
    panic_stays_without_an_error: call(Panics, false) => "p", ["last", "call", "first"];
    panic_stays_after_a_block: block_of_then(Panics) => "p", ["block"];
    panic_stays_after_a_macro: among_macro_arguments(Panics, true) => "p", ["argument"];
    panic_stays_after_a_return: with_a_return(Panics, false) => "p", [];
}

// What it converts.

#[derive(Debug, PartialEq)]
enum Error {
    Parse(ParseIntError),
    Text(&'static str),
}

impl From<ParseIntError> for Error {
    fn from(error: ParseIntError) -> Self {
        say("converted");
        Error::Parse(error)
    }
}

impl From<&'static str> for Error {
    fn from(text: &'static str) -> Self {
        say("converted");
        Error::Text(text)
    }
}

type Converted<T> = Result<T, Error>;

#[with_defer]
fn converts(text: &str, how: How) -> Converted<i32> {
    defer!(text.parse::<i32>()?);
    let n = leave::<&str>(how);
    Ok(n?)
}

#[with_defer]
fn converts_in_a_loop(texts: &[&str]) -> Converted<i32> {
    let mut sum = 0;
    for text in texts {
        defer!(|| {
            sum += text.parse::<i32>()?;
            step("other error", sum == 3)?;
        });
        say(text);
    }
    Ok(sum)
}

#[with_defer]
fn boxes(text: &str) -> Result<(), Box<dyn std::error::Error>> {
    defer!(text.parse::<i32>()?);
    defer!(|| step("boxed", text.is_empty())?);
    Ok(())
}

#[with_defer]
fn option(list: &mut Vec<i32>, succeeds: bool) -> Option<i32> {
    errdefer!(say("failed"));
    okdefer!(say("ok"));
    defer!(list.pop()?);
    succeeds.then_some(5)
}

#[with_defer]
fn option_in_a_loop(list: &mut Vec<i32>) -> Option<i32> {
    for i in 0.. {
        defer!(|| {
            let last = list.pop()?;
            say(format!("{i}: {last}"));
        });
        if i == 2 {
            break;
        }
    }
    Some(5)
}

#[with_defer]
fn control_flow(breaks: bool, fails: bool) -> ControlFlow<&'static str, i32> {
    fn visit(fails: bool) -> ControlFlow<&'static str> {
        say("visit");
        if fails {
            ControlFlow::Break("visit")
        } else {
            ControlFlow::Continue(())
        }
    }
    errdefer!(say("failed"));
    okdefer!(say("ok"));
    if yes() {
        defer!(visit(fails)?);
    }
    if breaks {
        return ControlFlow::Break("body");
    }
    ControlFlow::Continue(1)
}

#[with_defer]
fn poll_result(value: Poll<Result<i32, String>>) -> Poll<Result<i32, String>> {
    errdefer!(say("failed"));
    okdefer!(say("ok"));
    defer!(step("call", true)?);
    value
}

#[with_defer]
fn poll_result_in_a_loop(value: Poll<Result<i32, String>>) -> Poll<Result<i32, String>> {
    for i in 0..2 {
        defer!(|| step("block", i == 1)?);
        if i == 1 {
            return value;
        }
    }
    unreachable!()
}

#[with_defer]
fn result_by_path(fails: bool) -> std::result::Result<(), String> {
    defer!(step("call", fails)?);
    Ok(())
}

#[with_defer]
fn generic<E: From<&'static str>>(how: How) -> Result<i32, E> {
    defer!(step("call", true)?);
    leave(how)
}

#[with_defer]
fn error_that_borrows<'a>(text: &'a str, how: How) -> Result<i32, &'a str> {
    fn cut(text: &str) -> Result<(), &str> {
        Err(&text[1..])
    }
    defer!(cut(text)?);
    leave::<&str>(how)
}

#[with_defer]
fn closure(how: How) -> i32 {
    let closure = |how: How| -> Result<i32, String> {
        defer!(step("of the closure", true)?);
        leave(how)
    };
    match closure(how) {
        Ok(n) => n,
        Err(error) => {
            say(error);
            -1
        }
    }
}

gives! {
    converted: converts("x", Succeeds).is_err() => true, ["converted"];
    not_converted: converts("5", Succeeds) => Ok(1), [];
    body_is_converted: matches!(converts("x", Fails), Err(Error::Text("body"))) => true, ["converted", "converted"];
    converted_in_a_loop: matches!(converts_in_a_loop(&["1", "x", "4"]), Err(Error::Parse(_))) => true,
        ["1", "other error", "x", "converted"];
    converted_in_a_loop_to_another: converts_in_a_loop(&["1", "2", "4"]) => Err(Error::Text("other error")),
        ["1", "other error", "2", "other error", "converted"];
    not_converted_in_a_loop: converts_in_a_loop(&["1", "4"]) => Ok(5), ["1", "other error", "4", "other error"];
    boxed: boxes("x").unwrap_err().to_string() => "invalid digit found in string", ["boxed"];
    boxed_first: boxes("").unwrap_err().to_string() => "boxed", ["boxed"];
    boxed_none: boxes("1").is_ok() => true, ["boxed"];
    option_some: option(&mut vec![1], true) => Some(5), ["ok"];
    option_none: option(&mut vec![], true) => None, ["failed"];
    option_failing: option(&mut vec![1], false) => None, ["failed"];
    option_failing_twice: option(&mut vec![], false) => None, ["failed"];
    option_of_a_loop: option_in_a_loop(&mut vec![3, 2, 1]) => Some(5), ["0: 1", "1: 2", "2: 3"];
    option_none_leaves_the_loop: option_in_a_loop(&mut vec![1]) => None, ["0: 1"];
    option_none_on_break: option_in_a_loop(&mut vec![2, 1]) => None, ["0: 1", "1: 2"];
    continues: control_flow(false, false) => ControlFlow::Continue(1), ["visit", "ok"];
    breaks: control_flow(false, true) => ControlFlow::Break("visit"), ["visit", "failed"];
    breaks_already: control_flow(true, true) => ControlFlow::Break("body"), ["visit", "failed"];
    poll_ok: poll_result(Poll::Ready(Ok(1))) => Poll::Ready(Err("call".into())), ["call", "failed"];
    poll_err: poll_result(Poll::Ready(Err("body".into()))) => Poll::Ready(Err("body".into())), ["call", "failed"];
    poll_pending: poll_result(Poll::Pending) => Poll::Ready(Err("call".into())), ["call", "failed"];
    poll_ok_in_a_loop: poll_result_in_a_loop(Poll::Ready(Ok(1)))
        => Poll::Ready(Err("block".into())), ["block", "block"];
    poll_err_in_a_loop: poll_result_in_a_loop(Poll::Ready(Err("body".into()))) => Poll::Ready(Err("body".into())),
        ["block", "block"];
    by_path: result_by_path(true) => Err("call".into()), ["call"];
    by_path_without_an_error: result_by_path(false) => Ok(()), ["call"];
    generic_error: generic::<String>(Succeeds) => Err("call".into()), ["call"];
    generic_error_on_err: generic::<Box<str>>(Fails) => Err("body".into()), ["call"];
    borrowed_error: error_that_borrows("text", Succeeds) => Err("ext"), [];
    borrowed_error_on_err: error_that_borrows("text", Fails) => Err("body"), [];
    closure_on_ok: closure(Succeeds) => -1, ["of the closure", "of the closure"];
    closure_on_err: closure(Fails) => -1, ["of the closure", "body"];
}

panics! {
    panic_stays_in_a_closure: closure(Panics) => "p", ["of the closure"];
}

// Which error wins: the first to fail at exit.

/// Tests the result and the lines of each body: on success, on an error of the body, on a panic in it.
macro_rules! wins {
    ($($name:ident { $($body:tt)* } => $ok:expr, $lines:expr;)*) => {
        $(mod $name {
            use super::*;

            #[with_defer]
            fn function(how: How) -> Result<i32, String> {
                defer!(say("end"));
                $($body)*
                leave(how)
            }

            #[with_defer(result)]
            fn named(how: How) -> Result<i32, String> {
                defer!(say("end"));
                $($body)*
                leave(how)
            }

            #[with_defer(result)]
            fn set(how: How) -> Result<i32, String> {
                defer!(say("end"));
                if yes() {
                    $($body)*
                    result = leave(how);
                    return;
                }
            }

            #[with_defer]
            fn in_a_loop(how: How) -> Result<i32, String> {
                defer!(say("end"));
                loop {
                    $($body)*
                    break Ok(leave::<String>(how)?);
                }
            }

            #[with_defer]
            fn in_an_inner_loop(how: How) -> Result<i32, String> {
                defer!(say("end"));
                'outer: loop {
                    for _ in 0..2 {
                        $($body)*
                        leave::<String>(how)?;
                        break 'outer;
                    }
                }
                Ok(1)
            }

            #[with_defer]
            fn in_a_closure(how: How) -> Result<i32, String> {
                let closure = |how| -> Result<i32, String> {
                    defer!(say("end"));
                    $($body)*
                    leave(how)
                };
                closure(how)
            }

            const BODIES: [fn(How) -> Result<i32, String>; 6] =
                [function, named, set, in_a_loop, in_an_inner_loop, in_a_closure];

            #[test]
            fn about_to_succeed() {
                let result: Result<i32, &str> = $ok;
                BODIES.iter().for_each(|body| assert_returns(|| body(Succeeds), result.map_err(String::from), &$lines));
            }

            #[test]
            fn already_failing() {
                BODIES.iter().for_each(|body| assert_returns(|| body(Fails), Err("body".into()), &$lines));
            }

            #[test]
            fn panicking() {
                BODIES.iter().for_each(|body| assert_panics(|| body(Panics), "p", &$lines));
            }
        })*
    };
}

#[allow(clippy::never_loop, clippy::needless_question_mark)]
mod wins {
    use super::*;

    wins! {
        one { defer!(step("1", true)?); } => Err("1"), ["1", "end"];
        last_registered {
            defer!(step("1", true)?);
            defer!(step("2", true)?);
        } => Err("2"), ["2", "1", "end"];
        first_registered {
            defer!(step("1", true)?);
            defer!(step("2", false)?);
        } => Err("1"), ["2", "1", "end"];
        none {
            defer!(step("1", false)?);
            defer!(|| { step("2", false)?; });
        } => Ok(1), ["2", "1", "end"];
        conditional {
            defer!(step("1", true)?);
            if yes() {
                defer!(step("2", true)?);
            }
            if no() {
                defer!(step("3", true)?);
            }
        } => Err("2"), ["2", "1", "end"];
        conditional_both {
            if yes() {
                defer!(step("1", true)?);
                let name = String::from("2");
                defer!(|| step(if name == "2" { "2" } else { "not" }, true)?);
            }
        } => Err("2"), ["2", "1", "end"];
        conditional_first {
            match yes() {
                true => {
                    defer!(step("1", true)?);
                }
                false => {
                    defer!(step("2", true)?);
                }
            }
            defer!(|| step("3", false)?);
        } => Err("1"), ["3", "1", "end"];
        block_and_call {
            defer!(step("1", true)?);
            defer!(|| {
                step("2", false)?;
                step("3", true)?;
            });
            defer!(say("between"));
        } => Err("3"), ["between", "2", "3", "1", "end"];
        // 3.7: the block is a scope of its own, and `?` of a call in it fails the block, with the same rules.
        nested {
            defer!(|| {
                defer!(step("inner", true)?);
                say("block");
            });
        } => Err("inner"), ["block", "inner", "end"];
        nested_in_a_failing_block {
            defer!(|| {
                defer!(step("inner", true)?);
                step("block", true)?;
            });
        } => Err("block"), ["block", "inner", "end"];
        nested_without_an_error {
            defer!(|| {
                defer!(step("inner", false)?);
                step("block", true)?;
            });
        } => Err("block"), ["block", "inner", "end"];
        nested_in_a_loop_of_the_block {
            defer!(|| {
                for i in 0..3 {
                    defer!(step("inner", i == 1)?);
                    say(i);
                }
                say("not reached");
            });
        } => Err("inner"), ["0", "inner", "1", "inner", "end"];
        nested_twice {
            defer!(|| {
                defer!(|| {
                    defer!(step("innermost", true)?);
                    say("inner");
                });
                say("block");
            });
        } => Err("innermost"), ["block", "inner", "innermost", "end"];
        nested_after_a_return {
            defer!(|| {
                defer!(step("inner", true)?);
                if yes() {
                    return;
                }
                say("not reached");
            });
        } => Err("inner"), ["inner", "end"];
        // 6.1 in the block: it fails by its own `?`.
        nested_errdefer {
            defer!(|| {
                errdefer!(say("block failed"));
                okdefer!(say("block ok"));
                step("block", true)?;
            });
        } => Err("block"), ["block", "block failed", "end"];
        nested_okdefer {
            defer!(|| {
                errdefer!(say("block failed"));
                okdefer!(say("block ok"));
                step("block", false)?;
            });
        } => Ok(1), ["block", "block ok", "end"];
        nested_error {
            defer!(|| {
                errdefer!(|err| err.push('!'));
                step("block", true)?;
            });
        } => Err("block!"), ["block", "end"];
    }
}

// How they combine with `errdefer!` and `okdefer!`.

#[with_defer]
fn question_on_an_errdefer(how: How) -> Result<i32, String> {
    errdefer!(step("cleanup", true)?);
    leave(how)
}

/// 6.1: a commit that fails is a failure, and is rolled back.
#[with_defer]
fn question_on_an_okdefer(how: How, fails: bool) -> Result<i32, String> {
    errdefer!(say("rollback"));
    okdefer!(say("committed"));
    okdefer!(step("commit", fails)?);
    leave(how)
}

#[with_defer]
fn commits_in_a_loop(fails_at: i32) -> Result<i32, String> {
    for i in 0..3 {
        errdefer!(|| say(format!("rollback {i}")));
        okdefer!(|| step("commit", i == fails_at)?);
        if i == 1 {
            continue;
        }
        say(i);
    }
    Ok(3)
}

/// 6.2: the error of a deferred `?` is one as any other.
#[with_defer]
fn error_is_changed_after(how: How) -> Result<i32, String> {
    errdefer!(|err| err.push('!'));
    defer!(step("deferred", true)?);
    errdefer!(|err| err.push('?'));
    leave(how)
}

#[with_defer]
fn error_is_changed_in_a_loop(how: How) -> Result<i32, String> {
    errdefer!(|err| err.push_str(" (function)"));
    for _ in 0..2 {
        errdefer!(|err| err.push('!'));
        if yes() {
            defer!(step("deferred", true)?);
        }
        errdefer!(|err| err.push('?'));
        if let How::Ok = how {
            continue;
        }
        leave::<String>(how)?;
    }
    Ok(1)
}

/// 7.4: an `okdefer!` that panics is followed by an `errdefer!` registered before.
#[with_defer]
fn okdefer_panics() -> Result<i32, String> {
    errdefer!(say("rollback"));
    okdefer!(say("not ok"));
    okdefer!(|| panic!("commit"));
    Ok(1)
}

#[with_defer]
fn okdefer_panics_in_a_loop() -> Option<i32> {
    errdefer!(say("function failed"));
    for i in 0..3 {
        errdefer!(say(format!("rollback {i}")));
        if i == 1 {
            okdefer!(|| panic!("commit"));
        }
    }
    Some(1)
}

#[with_defer]
fn errdefer_panics(how: How) -> Result<i32, String> {
    errdefer!(say("1"));
    errdefer!(|| panic!("rollback"));
    errdefer!(say("3"));
    leave(how)
}

/// 3.3: an iteration's calls run before those of the function, which see what it left with.
#[with_defer]
fn innermost_first(how: How) -> Result<i32, String> {
    errdefer!(|| say("function failed"));
    okdefer!(|| say("function ok"));
    for i in 0..2 {
        errdefer!(|| say(format!("outer {i} failed")));
        okdefer!(|| say(format!("outer {i} ok")));
        for j in 0..2 {
            errdefer!(|| say(format!("inner {i} {j} failed")));
            okdefer!(|| say(format!("inner {i} {j} ok")));
            if j == 1 && i == 1 {
                return leave(how);
            }
        }
    }
    unreachable!()
}

#[with_defer]
fn labels() -> Result<i32, String> {
    errdefer!(say("function failed"));
    'outer: for i in 0..4 {
        okdefer!(|| say(format!("outer {i} ok")));
        for j in 0..3 {
            errdefer!(|| say("inner failed"));
            okdefer!(|| say(format!("inner {i} {j} ok")));
            match i {
                0 => continue 'outer,
                1 if j == 1 => break,
                3 => break 'outer,
                _ => {}
            }
        }
    }
    Ok(1)
}

#[with_defer]
fn value_of_a_loop(fails: bool) -> Result<&'static str, String> {
    let value = loop {
        okdefer!(say("ok"));
        errdefer!(say("failed"));
        defer!(step("call", fails)?);
        break "value";
    };
    say(value);
    Ok(value)
}

gives! {
    errdefer_on_ok: question_on_an_errdefer(Succeeds) => Ok(1), [];
    errdefer_on_err: question_on_an_errdefer(Fails) => Err("body".into()), ["cleanup"];
    commit: question_on_an_okdefer(Succeeds, false) => Ok(1), ["commit", "committed"];
    commit_fails: question_on_an_okdefer(Succeeds, true) => Err("commit".into()), ["commit", "rollback"];
    commit_is_not_tried: question_on_an_okdefer(Fails, true) => Err("body".into()), ["rollback"];
    commit_of_each: commits_in_a_loop(3) => Ok(3), ["0", "commit", "commit", "2", "commit"];
    commit_of_the_second_fails: commits_in_a_loop(1) => Err("commit".into()), ["0", "commit", "commit", "rollback 1"];
    commit_of_the_last_fails: commits_in_a_loop(2) => Err("commit".into()),
        ["0", "commit", "commit", "2", "commit", "rollback 2"];
    changed_after: error_is_changed_after(Succeeds) => Err("deferred!".into()), ["deferred"];
    changed_before_and_after: error_is_changed_after(Fails) => Err("body?!".into()), ["deferred"];
    changed_after_in_a_loop: error_is_changed_in_a_loop(Succeeds) => Err("deferred! (function)".into()), ["deferred"];
    changed_before_and_after_in_a_loop: error_is_changed_in_a_loop(Fails) => Err("body?! (function)".into()),
        ["deferred"];
    no_panic_in_an_errdefer: errdefer_panics(Succeeds) => Ok(1), [];
    scopes_on_ok: innermost_first(Succeeds) => Ok(1), [
        "inner 0 0 ok", "inner 0 1 ok", "outer 0 ok", "inner 1 0 ok", "inner 1 1 ok", "outer 1 ok", "function ok",
    ];
    scopes_on_err: innermost_first(Fails) => Err("body".into()), [
        "inner 0 0 ok", "inner 0 1 ok", "outer 0 ok", "inner 1 0 ok", "inner 1 1 failed", "outer 1 failed",
        "function failed",
    ];
    every_label_is_a_success: labels() => Ok(1), [
        "inner 0 0 ok", "outer 0 ok", "inner 1 0 ok", "inner 1 1 ok", "outer 1 ok", "inner 2 0 ok", "inner 2 1 ok",
        "inner 2 2 ok", "outer 2 ok", "inner 3 0 ok", "outer 3 ok",
    ];
    value_of_a_loop_on_ok: value_of_a_loop(false) => Ok("value"), ["call", "ok", "value"];
    value_of_a_loop_on_err: value_of_a_loop(true) => Err("call".into()), ["call", "failed"];
}

panics! {
    errdefer_on_a_panic: question_on_an_errdefer(Panics) => "p", ["cleanup"];
    commit_on_a_panic: question_on_an_okdefer(Panics, true) => "p", ["rollback"];
    error_is_not_changed_on_a_panic: error_is_changed_after(Panics) => "p", ["deferred"];
    error_is_not_changed_on_a_panic_in_a_loop: error_is_changed_in_a_loop(Panics) => "p", ["deferred"];
    commit_panics: okdefer_panics() => "commit", ["rollback"];
    commit_panics_in_a_loop: okdefer_panics_in_a_loop() => "commit", ["rollback 1", "function failed"];
    rollback_panics: errdefer_panics(Fails) => "rollback", ["3", "1"];
    rollback_replaces_the_panic: errdefer_panics(Panics) => "rollback", ["3", "1"];
    scopes_on_a_panic: innermost_first(Panics) => "p", [
        "inner 0 0 ok", "inner 0 1 ok", "outer 0 ok", "inner 1 0 ok", "inner 1 1 failed", "outer 1 failed",
        "function failed",
    ];
}

// How they combine with `recover!()` and named results (7.3, 5.2).

/// The panic is stopped in the same block: the function is about to return its named result.
#[with_defer(result)]
fn recovers_in_the_block(start: Result<i32, String>, fails: bool) -> Result<i32, String> {
    errdefer!(say("failed"));
    okdefer!(say("ok"));
    defer!(|| {
        if let Some(panic) = recover!() {
            say(panic);
        }
        step("cleanup", fails)?;
    });
    result = start;
    panic!("p");
}

/// In another block, which runs before the `?`, or after it.
#[with_defer(result)]
fn recovers_before(start: Result<i32, String>) -> Result<i32, String> {
    errdefer!(|err| say(format!("failed: {err}")));
    defer!(step("cleanup", true)?);
    defer!(|| {
        recover!();
    });
    result = start;
    panic!("p");
}

/// The error of a `?` is lost in the panic under way; the recovery afterwards returns the named result.
#[with_defer(result)]
fn recovers_after(start: Result<i32, String>) -> Result<i32, String> {
    errdefer!(|err| say(format!("failed: {err}")));
    okdefer!(say("ok"));
    defer!(|| {
        recover!();
    });
    defer!(step("cleanup", true)?);
    result = start;
    panic!("p");
}

/// 7.4: a panic in cleanup is recovered, and what was about to be returned is.
#[with_defer(result)]
fn recovers_from_cleanup(how: How) -> Result<i32, String> {
    errdefer!(say("failed"));
    okdefer!(say("ok"));
    defer!(|| {
        say(recover!().is_some());
    });
    defer!(|| panic!("cleanup"));
    defer!(step("early", true)?);
    leave(how)
}

#[with_defer(result)]
fn mends(how: How) -> Result<i32, String> {
    okdefer!(say("mended"));
    errdefer!(say("not mended"));
    defer!(|| {
        if let Err(error) = &result {
            say(error);
            result = Ok(-1);
        }
    });
    okdefer!(say("fine"));
    leave(how)
}

#[with_defer(result)]
fn mends_what_question_broke(how: How) -> Result<i32, String> {
    okdefer!(say("mended"));
    defer!(|| {
        if result.is_err() {
            result = Ok(-1);
        }
    });
    if yes() {
        defer!(step("cleanup", true)?);
    }
    leave(how)
}

#[with_defer]
fn recovers_in_a_loop(fails: bool) -> Result<i32, String> {
    let mut sum = 0;
    for i in 0..3 {
        errdefer!(|| say(format!("{i} failed")));
        okdefer!(|| say(format!("{i} ok")));
        defer!(|| {
            if let Some(panic) = recover!() {
                say(panic);
            }
            step("cleanup", fails && i == 1)?;
        });
        if i == 1 {
            panic!("p");
        }
        sum += i;
    }
    Ok(sum)
}

/// 6.1 in a loop of a function with a named result.
#[with_defer(result)]
fn named_in_a_loop(how: How) -> Result<i32, String> {
    for i in 0..3 {
        errdefer!(|| {
            say(format!("{i}: {result:?}"));
            result = Ok(-1);
        });
        if i == 1 {
            return leave(how);
        }
    }
    Ok(3)
}

#[with_defer(result)]
fn named_with_a_question_in_a_loop(how: How) -> Result<i32, String> {
    okdefer!(|| say(format!("ok: {result:?}")));
    errdefer!(|err| err.push('!'));
    for i in 0..3 {
        defer!(|| step("cleanup", i == 1)?);
        if i == 0 {
            continue;
        }
        leave::<String>(how)?;
        if i == 1 {
            break;
        }
    }
    Ok(3)
}

/// `Option` and a name that starts elsewhere.
#[with_defer(found = Some(7))]
fn named_option(how: How, list: &mut Vec<i32>) -> Option<i32> {
    errdefer!(|| say(format!("failed: {found:?}")));
    okdefer!(|| say(format!("ok: {found:?}")));
    defer!(list.pop()?);
    if let How::Err = how {
        return None;
    }
}

gives! {
    same_block: recovers_in_the_block(Ok(5), true) => Err("cleanup".into()), ["p", "cleanup", "failed"];
    same_block_without_an_error: recovers_in_the_block(Ok(5), false) => Ok(5), ["p", "cleanup", "ok"];
    same_block_already_failing: recovers_in_the_block(Err("set".into()), true) => Err("set".into()),
        ["p", "cleanup", "failed"];
    before: recovers_before(Ok(5)) => Err("cleanup".into()), ["cleanup", "failed: cleanup"];
    before_already_failing: recovers_before(Err("set".into())) => Err("set".into()), ["cleanup", "failed: set"];
    after: recovers_after(Ok(5)) => Ok(5), ["cleanup", "ok"];
    after_already_failing: recovers_after(Err("set".into())) => Err("set".into()), ["cleanup", "failed: set"];
    from_cleanup: recovers_from_cleanup(Succeeds) => Err("early".into()), ["early", "true", "failed"];
    from_cleanup_already_failing: recovers_from_cleanup(Fails) => Err("body".into()), ["early", "true", "failed"];
    mended: mends(Fails) => Ok(-1), ["body", "mended"];
    nothing_to_mend: mends(Succeeds) => Ok(1), ["fine", "mended"];
    mended_after_a_question: mends_what_question_broke(Succeeds) => Ok(-1), ["cleanup", "mended"];
    mended_after_both: mends_what_question_broke(Fails) => Ok(-1), ["cleanup", "mended"];
    loop_goes_on: recovers_in_a_loop(false) => Ok(2), ["cleanup", "0 ok", "p", "cleanup", "1 ok", "cleanup", "2 ok"];
    loop_is_left: recovers_in_a_loop(true) => Err("cleanup".into()), ["cleanup", "0 ok", "p", "cleanup", "1 failed"];
    named_in_a_loop_on_ok: named_in_a_loop(Succeeds) => Ok(1), [];
    named_in_a_loop_on_err: named_in_a_loop(Fails) => Ok(-1), ["1: Err(\"body\")"];
    named_question_in_a_loop: named_with_a_question_in_a_loop(Succeeds) => Err("cleanup!".into()),
        ["cleanup", "cleanup"];
    named_question_in_a_loop_on_err: named_with_a_question_in_a_loop(Fails) => Err("body!".into()),
        ["cleanup", "cleanup"];
    named_some: named_option(Succeeds, &mut vec![1]) => Some(7), ["ok: Some(7)"];
    named_none: named_option(Succeeds, &mut vec![]) => None, ["failed: None"];
    named_none_already: named_option(Fails, &mut vec![1]) => None, ["failed: None"];
}

panics! {
    named_in_a_loop_on_a_panic: named_in_a_loop(Panics) => "p", ["1: Ok(0)"];
    no_mending_of_a_panic: mends_what_question_broke(Panics) => "p", ["cleanup"];
}

/// A value that is moved into a deferred call with `?` is dropped by it, once.
#[with_defer]
fn takes(fails: bool) -> Result<i32, String> {
    fn consume(named: Named, fails: bool) -> Result<(), &'static str> {
        step(named.0, fails).map(drop)
    }
    let named = Named("argument");
    defer!(consume(named, fails)?);
    for _ in 0..1 {
        let named = Named("of the loop");
        defer!(consume(named, fails)?);
    }
    say("body");
    Ok(1)
}

gives! {
    taken: takes(false) => Ok(1), ["of the loop", "drop of the loop", "body", "argument", "drop argument"];
    taken_on_err: takes(true) => Err("of the loop".into()),
        ["of the loop", "drop of the loop", "argument", "drop argument"];
}

/// A real device that takes no byte: what `flush` says is what the function returns.
#[cfg(target_os = "linux")]
mod full_device {
    use super::*;
    use std::fs::{File, OpenOptions};
    use std::io::{BufWriter, ErrorKind, Write};

    fn open() -> io::Result<BufWriter<File>> {
        Ok(BufWriter::new(OpenOptions::new().write(true).open("/dev/full")?))
    }

    #[with_defer]
    fn flushes() -> io::Result<()> {
        let mut out = open()?;
        defer!(out.flush()?);
        out.write_all(b"some bytes")
    }

    #[with_defer]
    fn flushes_in_a_loop() -> io::Result<()> {
        for i in 0..3 {
            errdefer!(|err| *err = io::Error::new(err.kind(), format!("file {i}")));
            let mut out = open()?;
            defer!(out.flush()?);
            if i == 1 {
                writeln!(out, "some text")?;
            }
        }
        Ok(())
    }

    #[with_defer]
    fn fails_before() -> io::Result<()> {
        let mut out = open()?;
        errdefer!(say("failed"));
        if yes() {
            defer!(out.flush()?);
        }
        out.write_all(b"some bytes")?;
        Err(ErrorKind::Unsupported.into())
    }

    #[with_defer]
    fn syncs(path: &str) -> io::Result<()> {
        let file = OpenOptions::new().write(true).open(path)?;
        defer!(file.sync_all()?);
        Ok(())
    }

    gives! {
        flush_fails: flushes().unwrap_err().kind() => ErrorKind::StorageFull, [];
        flush_fails_in_a_loop: flushes_in_a_loop().unwrap_err().to_string() => "file 1", [];
        first_error_stays: fails_before().unwrap_err().kind() => ErrorKind::Unsupported, ["failed"];
        // A device has nothing to sync, and says so.
        sync_fails: syncs("/dev/full").unwrap_err().kind() => ErrorKind::InvalidInput, [];
    }
}
