//! Chapter 6: every form of `errdefer!` and `okdefer!`, and what counts as failure in a function of each type.

use defer_runtime::{Outcome, defer, errdefer, okdefer, recover, with_defer};
use defer_tests::{Named, assert_panics, assert_returns, gives, no, say, trace, yes};
use std::cell::Cell;
use std::fmt::{Debug, Display};
use std::io;
use std::ops::ControlFlow;
use std::task::Poll;

fn eval<T: Copy + Display>(n: T) -> T {
    say(format!("eval {n}"));
    n
}

/// A formatting macro of the user's own.
macro_rules! log {
    ($($arguments:tt)*) => {
        say(format!($($arguments)*))
    };
}

/// How a program is to be left.
#[derive(Clone, Copy)]
enum How {
    Ok,
    Err,
    Panic,
}

fn leave(how: How) -> Result<i32, String> {
    match how {
        How::Ok => Ok(1),
        How::Err => Err("e".into()),
        How::Panic => panic!("p"),
    }
}

/// Tests what each form says where its call is made (first) and where it isn't (second): in a function that succeeds,
/// fails and panics, with the site straight in its body and in an `if`, and the same in an iteration.
macro_rules! forms {
    ($($name:ident $(with [$($before:tt)*])? { $($site:tt)* } [$($after:tt)*] => $made:expr, $unmade:expr;)*) => {
        $(mod $name {
            use super::*;

            #[with_defer]
            fn straight(how: How) -> Result<i32, String> {
                $($($before)*)?
                $($site)*
                $($after)*
                leave(how)
            }

            #[with_defer]
            fn conditional(how: How) -> Result<i32, String> {
                $($($before)*)?
                if yes() {
                    $($site)*
                }
                $($after)*
                leave(how)
            }

            #[with_defer]
            fn iteration(how: How) -> Result<i32, String> {
                loop {
                    $($($before)*)?
                    $($site)*
                    $($after)*
                    break Ok(leave(how)?);
                }
            }

            #[with_defer]
            fn conditional_in_an_iteration(how: How) -> Result<i32, String> {
                loop {
                    $($($before)*)?
                    if yes() {
                        $($site)*
                    }
                    $($after)*
                    return leave(how);
                }
            }

            const BODIES: [fn(How) -> Result<i32, String>; 4] =
                [straight, conditional, iteration, conditional_in_an_iteration];

            #[test]
            fn on_success() {
                let lines = if ON_FAILURE { $unmade.to_vec() } else { $made.to_vec() };
                BODIES.iter().for_each(|body| assert_returns(|| body(How::Ok), Ok(1), &lines));
            }

            #[test]
            fn on_failure() {
                let lines = if ON_FAILURE { $made.to_vec() } else { $unmade.to_vec() };
                BODIES.iter().for_each(|body| assert_returns(|| body(How::Err), Err("e".into()), &lines));
            }

            #[test]
            fn on_a_panic() {
                let lines = if ON_FAILURE { $made.to_vec() } else { $unmade.to_vec() };
                BODIES.iter().for_each(|body| assert_panics(|| body(How::Panic), "p", &lines));
            }
        })*
    };
}

const NOTHING: [&str; 0] = [];

macro_rules! every_form {
    ($module:ident: $deferred:ident, $on_failure:literal) => {
        #[allow(unsafe_code, unused_mut, clippy::never_loop)]
        mod $module {
            use super::*;

            const ON_FAILURE: bool = $on_failure;

            forms! {
                // 2.1: what is evaluated now is evaluated also where the call is not made.
                call with [let mut n = 1;] { $deferred!(say(eval(n))); } [n += 1; say(n);]
                    => ["eval 1", "2", "1"], ["eval 1", "2"];
                call_moves { let named = Named("x"); $deferred!(drop(named)); } [say("body");]
                    => ["body", "drop x"], ["body", "drop x"];
                call_of_a_local with [let tell = |text: &str| log!("told {text}");] { $deferred!(tell("it")); } []
                    => ["told it"], NOTHING;
                call_of_what_is_returned with [
                    fn enter(n: i32) -> impl FnOnce() {
                        log!("enter {n}");
                        move || log!("leave {n}")
                    }
                    let mut n = 1;
                ] { $deferred!(enter(n)()); } [n += 1;] => ["enter 1", "leave 1"], ["enter 1"];
                // 2.2
                braces with [let mut n = 1;] { $deferred! { n += 1; say(n); } } [n += 10;] => ["12"], NOTHING;
                block with [let mut n = 1;] { $deferred!(|| say(eval(n))); } [n += 1; say(n);]
                    => ["2", "eval 2", "2"], ["2"];
                block_of_statements with [let mut n = 1;] { $deferred!(|| { n += 1; say(n); }); } [n += 10;]
                    => ["12"], NOTHING;
                block_in_parentheses with [let mut n = 1;] { $deferred!({ n += 1; say(n) }); } [n += 10;]
                    => ["12"], NOTHING;
                block_with_a_return with [let mut n = 1;] {
                    $deferred!(|| { if n > 1 { return say("left"); } say(n); });
                } [n += 10;] => ["left"], NOTHING;
                empty_block { $deferred! {} $deferred!(|| {}); } [say("body");] => ["body"], ["body"];
                nested_call { $deferred!(|| { defer!(say("inner")); say("block"); }); } []
                    => ["block", "inner"], NOTHING;
                value with [let mut n = 1;] { $deferred!(move || say(n)); } [n += 1; say(n);] => ["2", "1"], ["2"];
                value_with_a_drop {
                    let named = Named("x"); $deferred!(move || { let all = &named; log!("has {}", all.0); });
                } [say("body");]
                    => ["body", "has x", "drop x"], ["body", "drop x"];
                unsafe_block with [
                    #[allow(clippy::missing_safety_doc)]
                    unsafe fn tell(n: i32) {
                        say(n);
                    }
                    let mut n = 1;
                ] { #[allow(unsafe_code)] $deferred!(unsafe { tell(n) }); } [n += 1;] => ["2"], NOTHING;
                // 2.3
                literal with [let (mut now, mut then) = (1, 1);] {
                    $deferred!((|n: i32, text: &str| {
                        then += n;
                        log!("{text} {n} {then}");
                    })(eval(now), "literal"));
                } [now += 10; then += 10;] => ["eval 1", "literal 1 12"], ["eval 1"];
                // 2.4
                address with [
                    fn double(n: &mut i32) {
                        *n *= 2;
                        say(&*n);
                    }
                    let mut n = 1;
                ] { $deferred!(double(&mut n)); } [n += 4;] => ["10"], NOTHING;
                address_of_an_index with [
                    fn set(place: &mut i32, value: i32) {
                        *place = value;
                        say(&*place);
                    }
                    let mut list = [0, 0];
                    let mut i = 0;
                ] { $deferred!(set(&mut list[eval(i)], 5)); } [i += 1; list[i] = 7;] => ["eval 0", "5"], ["eval 0"];
                receiver with [let list = std::cell::RefCell::new(vec![1]);] {
                    defer!(|| log!("{:?}", list.borrow()));
                    $deferred!(list.replace(vec![eval(9)]));
                } [list.borrow_mut().push(2);] => ["eval 9", "[9]"], ["eval 9", "[1, 2]"];
                receiver_field with [
                    struct Door { open: Cell<bool> }
                    impl Door {
                        fn tell(&self) {
                            log!("open: {}", self.open.get());
                        }
                    }
                    struct House { door: Door }
                    let house = House { door: Door { open: Cell::new(false) } };
                ] { $deferred!(house.door.tell()); } [house.door.open.set(true);] => ["open: true"], NOTHING;
                closure_argument with [
                    fn with(n: i32, call: impl FnOnce(i32)) {
                        call(n);
                    }
                    let (mut now, mut then) = (1, 1);
                ] { $deferred!(with(now, |n| log!("{n} {then}"))); } [now += 1; then += 1;] => ["1 2"], NOTHING;
                // 2.6
                formatting with [let mut n = 1;] { $deferred!(log!("{n} {} {m}", eval(n + 1), m = n + 2)); } [n += 10;]
                    => ["eval 2", "1 2 3"], ["eval 2"];
                // 2.10
                cfg {
                    #[cfg(any())]
                    $deferred!(no_such_function());
                    #[cfg(all())]
                    $deferred!(say("holds"));
                    #[cfg(any())]
                    $deferred!(|| say("never"));
                    #[cfg(all())]
                    $deferred! { say("holds") }
                } [] => ["holds", "holds"], NOTHING;
                attribute { #[allow(deprecated)] $deferred!(old()); } [say("body");] => ["body", "old"], ["body"];
                // 1.5
                path { defer_runtime::$deferred!(say("1")); ::defer_runtime::$deferred!(|| say("2")); } []
                    => ["2", "1"], NOTHING;
                // 3.2
                not_reached { if no() { $deferred!(say("never")); $deferred!(|| say("never")); } } [say("body");]
                    => ["body"], ["body"];
                // 3.3
                order {
                    defer!(say("1"));
                    $deferred!(say("2"));
                    defer!(say("3"));
                    $deferred!(|| say("4"));
                    if yes() {
                        $deferred!(say("5"));
                        defer!(say("6"));
                    }
                } [say("body");] => ["body", "6", "5", "4", "3", "2", "1"], ["body", "6", "3", "1"];
                // 3.4
                inner_local {
                    if yes() {
                        let mut text = String::from("in");
                        $deferred!(|| say(&text));
                        text += "ner";
                    }
                } [say("body");] => ["body", "inner"], ["body"];
            }
        }
    };
}

every_form!(failure: errdefer, true);
every_form!(success: okdefer, false);

#[deprecated]
fn old() {
    say("old");
}

/// 3.5: what is declared behind the site is gone when the call is made, what stands before it is not; also where no
/// call is made.
#[with_defer]
fn drops(how: How) -> Result<i32, String> {
    let _before = Named("before");
    errdefer!(say("failed"));
    okdefer!(say("ok"));
    let _after = Named("after");
    leave(how)
}

gives! {
    drops_on_success: drops(How::Ok) => Ok(1), ["drop after", "ok", "drop before"];
    drops_on_failure: drops(How::Err) => Err("e".into()), ["drop after", "failed", "drop before"];
}

// `errdefer!(|err| …)` (6.2).

/// Tests the lines and the error where the function fails; with `how` it succeeds or panics, without a line.
macro_rules! errors {
    ($($name:ident { $($site:tt)* } => $error:expr, $lines:expr;)*) => {
        $(mod $name {
            use super::*;

            #[with_defer]
            fn straight(how: How) -> Result<i32, String> {
                $($site)*
                leave(how)
            }

            #[with_defer]
            fn conditional(how: How) -> Result<i32, String> {
                if yes() {
                    $($site)*
                }
                Ok(leave(how)?)
            }

            #[with_defer]
            fn closure(how: How) -> Result<i32, String> {
                let closure = |how| -> Result<i32, String> {
                    $($site)*
                    leave(how)
                };
                closure(how)
            }

            #[with_defer(result)]
            fn named(how: How) -> Result<i32, String> {
                $($site)*
                result = leave(how);
            }

            #[with_defer(result)]
            fn conditional_named(how: How) -> Result<i32, String> {
                if yes() {
                    $($site)*
                }
                leave(how)
            }

            #[with_defer]
            fn question_in_an_iteration(how: How) -> Result<i32, String> {
                for _ in 0..2 {
                    $($site)*
                    let n = leave(how)?;
                    return Ok(n);
                }
                unreachable!()
            }

            #[with_defer]
            fn return_in_an_iteration(how: How) -> Result<i32, String> {
                for _ in 0..2 {
                    if yes() {
                        $($site)*
                    }
                    return leave(how);
                }
                unreachable!()
            }

            #[with_defer]
            fn behind_an_iteration(how: How) -> Result<i32, String> {
                $($site)*
                for i in 0..2 {
                    defer!(|| assert!(i < 2));
                    leave(how)?;
                }
                Ok(1)
            }

            const BODIES: [fn(How) -> Result<i32, String>; 8] = [
                straight, conditional, closure, named, conditional_named,
                question_in_an_iteration, return_in_an_iteration, behind_an_iteration,
            ];

            #[test]
            fn on_failure() {
                BODIES.iter().for_each(|body| assert_returns(|| body(How::Err), Err($error.into()), &$lines));
            }

            #[test]
            fn on_success() {
                BODIES.iter().for_each(|body| assert_returns(|| body(How::Ok), Ok(1), &[]));
            }

            #[test]
            fn on_a_panic() {
                BODIES.iter().for_each(|body| assert_panics(|| body(How::Panic), "p", &[]));
            }

            #[with_defer]
            fn polled(value: Poll<Result<i32, String>>) -> Poll<Result<i32, String>> {
                $($site)*
                value
            }

            #[with_defer]
            fn polled_in_an_iteration(value: Poll<Result<i32, String>>) -> Poll<Result<i32, String>> {
                loop {
                    if yes() {
                        $($site)*
                    }
                    return value;
                }
            }

            #[test]
            fn in_poll() {
                for body in [polled, polled_in_an_iteration] {
                    assert_returns(|| body(Poll::Ready(Err("e".into()))), Poll::Ready(Err($error.into())), &$lines);
                    assert_returns(|| body(Poll::Ready(Ok(1))), Poll::Ready(Ok(1)), &[]);
                    assert_returns(|| body(Poll::Pending), Poll::Pending, &[]);
                }
            }
        })*
    };
}

/// In their loops every way leaves in the first iteration.
#[allow(unused_assignments, clippy::never_loop, clippy::needless_question_mark)]
mod error {
    use super::*;

    errors! {
        expression { errdefer!(|err| err.push('!')); } => "e!", NOTHING;
        assignment { errdefer!(|err| *err = format!("in it: {err}")); } => "in it: e", NOTHING;
        addition { errdefer!(|err| *err += "!"); } => "e!", NOTHING;
        statements { errdefer!(|err| { say(&*err); err.push('!'); }); } => "e!", ["e"];
        read { errdefer!(|err| say(err)); } => "e", ["e"];
        not_named { errdefer!(|_| say("failed")); } => "e", ["failed"];
        not_used { errdefer!(|_err| say("failed")); } => "e", ["failed"];
        with_a_return { errdefer!(|err| { if err == "e" { return err.push('!'); } say("not reached"); }); }
            => "e!", NOTHING;
        with_a_nested_call { errdefer!(|err| { defer!(say("inner")); err.push('!'); say("block"); }); }
            => "e!", ["block", "inner"];
        twice { errdefer!(|err| err.push('1')); errdefer!(|err| err.push('2')); } => "e21", NOTHING;
        // 2.2
        block_of_then { let mut mark = '?'; errdefer!(|err| err.push(mark)); mark = '!'; } => "e!", NOTHING;
        value_of_now { let mut mark = '!'; errdefer!(move |err: &mut String| err.push(mark)); mark = '?'; }
            => "e!", NOTHING;
        value_not_named { errdefer!(move |_: &mut String| say("failed")); } => "e", ["failed"];
        // 6.3: the first error stays.
        with_a_question { errdefer!(|err| { err.push('!'); Err("d")?; }); } => "e!", NOTHING;
    }
}

/// Patterns of the parameter.
#[derive(Debug, PartialEq, Clone)]
struct Failure {
    code: i32,
    text: String,
}

#[with_defer]
fn struct_pattern(fail: bool) -> Result<(), Failure> {
    errdefer!(|Failure { code, .. }| *code += 1);
    errdefer!(|Failure { code, text }| text.push_str(&code.to_string()));
    for _ in 0..1 {
        errdefer!(|Failure { text, .. }| text.push('!'));
        if fail {
            return Err(Failure {
                code: 4,
                text: String::from("x"),
            });
        }
    }
    Ok(())
}

#[with_defer]
fn tuple_pattern(fail: bool) -> Result<(), (i32, i32)> {
    errdefer!(|(a, _)| *a += 1);
    errdefer!(|(a, b)| std::mem::swap(a, b));
    if fail { Err((1, 5)) } else { Ok(()) }
}

#[with_defer]
fn reference_pattern(fail: bool) -> Result<(), i32> {
    errdefer!(|&mut code| say(code));
    errdefer!(|code| *code *= 2);
    if fail { Err(4) } else { Ok(()) }
}

#[with_defer]
fn boxed_error(text: &str) -> Result<i32, Box<dyn std::error::Error>> {
    errdefer!(|err| *err = format!("{text:?}: {err}").into());
    Ok(text.parse()?)
}

#[with_defer]
fn io_error(path: &str) -> io::Result<String> {
    errdefer!(|err| *err = io::Error::new(err.kind(), format!("{path}: {}", err.kind())));
    std::fs::read_to_string(path)
}

fn fails_with<T, E>(error: E) -> Result<T, E> {
    Err(error)
}

#[with_defer]
fn generic_error<E: Display>(error: Option<E>) -> Result<(), E> {
    errdefer!(|err| say(err));
    error.map_or(Ok(()), fails_with)
}

gives! {
    struct_pattern_on_err: struct_pattern(true) => Err(Failure { code: 5, text: "x!4".into() }), [];
    struct_pattern_on_ok: struct_pattern(false) => Ok(()), [];
    tuple_pattern_on_err: tuple_pattern(true) => Err((6, 1)), [];
    tuple_pattern_on_ok: tuple_pattern(false) => Ok(()), [];
    reference_pattern_on_err: reference_pattern(true) => Err(8), ["8"];
    reference_pattern_on_ok: reference_pattern(false) => Ok(()), [];
    boxed_error_on_err: boxed_error("x").unwrap_err().to_string() => "\"x\": invalid digit found in string", [];
    boxed_error_on_ok: boxed_error("5").unwrap() => 5, [];
    io_error_on_err: io_error("/no/such/file").unwrap_err().to_string() => "/no/such/file: entity not found", [];
    generic_error_on_err: generic_error(Some("e")) => Err("e"), ["e"];
    generic_error_on_ok: generic_error(None::<i32>) => Ok(()), [];
}

// What counts as failure (6.1).

/// Tests which values of a type are failures, in each place.
macro_rules! outcomes {
    ($($name:ident: $ty:ty { $($value:expr => $line:literal;)+ })*) => {
        $(mod $name {
            use super::*;

            #[with_defer]
            fn straight(value: $ty) -> $ty {
                errdefer!(say("failed"));
                okdefer!(say("ok"));
                value
            }

            #[with_defer]
            fn conditional(value: $ty) -> $ty {
                if yes() {
                    errdefer!(say("failed"));
                    okdefer!(|| say("ok"));
                }
                return value;
            }

            #[with_defer]
            fn iteration(value: $ty) -> $ty {
                loop {
                    errdefer!(|| say("failed"));
                    if yes() {
                        okdefer!(say("ok"));
                    }
                    return value;
                }
            }

            #[with_defer]
            fn closure(value: $ty) -> $ty {
                let closure = |value: $ty| -> $ty {
                    errdefer!(say("failed"));
                    okdefer!(say("ok"));
                    value
                };
                closure(value)
            }

            #[test]
            fn tells() {
                for body in [straight, conditional, iteration, closure] {
                    $(assert_eq!(trace(|| _ = body($value)), [$line], "{}", stringify!($value));)+
                }
            }

            #[test]
            fn tells_of_a_name() {
                $({
                    #[with_defer(named = $value)]
                    fn body() -> $ty {
                        errdefer!(say("failed"));
                        if yes() {
                            okdefer!(say("ok"));
                        }
                    }
                    assert_eq!(trace(|| _ = body()), [$line], "{}", stringify!($value));
                })+
            }
        })*
    };
}

type Parsed<T> = Result<T, std::num::ParseIntError>;
type Found = Option<&'static str>;
type Step = ControlFlow<i32>;
type Next<T> = Poll<Option<T>>;

/// A type of the user's own that tells success from failure.
#[derive(Debug, PartialEq)]
enum Status {
    Done,
    Refused,
}

impl Outcome for Status {
    fn is_failure(&self) -> bool {
        *self == Status::Refused
    }
}

/// The same with a parameter.
struct Answer<T>(Option<T>);

impl<T> Outcome for Answer<T> {
    fn is_failure(&self) -> bool {
        self.0.is_none()
    }
}

/// One that is never a failure, though it has a method of the name.
#[derive(Debug, PartialEq)]
struct Report {
    failed: bool,
}

impl Outcome for Report {}

impl Report {
    #[allow(dead_code)]
    fn is_failure(&self) -> bool {
        self.failed
    }
}

#[allow(clippy::needless_return, clippy::never_loop, clippy::unused_unit, clippy::unit_arg)]
mod outcome_of {
    use super::*;

    outcomes! {
        result: Result<i32, String> { Ok(1) => "ok"; Err("e".into()) => "failed"; }
        result_of_unit: Result<(), ()> { Ok(()) => "ok"; Err(()) => "failed"; }
        result_by_path: std::result::Result<i32, i32> { Ok(1) => "ok"; Err(1) => "failed"; }
        result_of_io: io::Result<()> { Ok(()) => "ok"; Err(io::ErrorKind::Other.into()) => "failed"; }
        result_of_fmt: std::fmt::Result { Ok(()) => "ok"; Err(std::fmt::Error) => "failed"; }
        result_by_an_alias: Parsed<i32> { "1".parse() => "ok"; "x".parse() => "failed"; }
        option: Option<i32> { Some(1) => "ok"; None => "failed"; }
        option_by_an_alias: Found { Some("x") => "ok"; None => "failed"; }
        control_flow: ControlFlow<String, i32> {
            ControlFlow::Continue(1) => "ok";
            ControlFlow::Break("b".into()) => "failed";
        }
        control_flow_by_an_alias: Step { Step::Continue(()) => "ok"; Step::Break(1) => "failed"; }
        poll_of_a_result: Poll<Result<i32, String>> {
            Poll::Ready(Ok(1)) => "ok";
            Poll::Ready(Err("e".into())) => "failed";
            Poll::Pending => "ok";
        }
        poll_of_an_option: Poll<Option<i32>> {
            Poll::Ready(Some(1)) => "ok";
            Poll::Ready(None) => "failed";
            Poll::Pending => "ok";
        }
        poll_by_an_alias: Next<i32> { Poll::Ready(Some(1)) => "ok"; Poll::Ready(None) => "failed"; }
        poll_of_a_number: Poll<i32> { Poll::Ready(-1) => "ok"; Poll::Pending => "ok"; }
        poll_of_unit: Poll<()> { Poll::Ready(()) => "ok"; Poll::Pending => "ok"; }
        // Only the outer one is looked at.
        option_of_a_result: Option<Result<i32, String>> {
            Some(Err("e".into())) => "ok";
            Some(Ok(1)) => "ok";
            None => "failed";
        }
        result_of_an_option: Result<Option<i32>, String> { Ok(None) => "ok"; Err("e".into()) => "failed"; }
        boxed_result: Box<Result<i32, i32>> { Box::new(Err(1)) => "ok"; }
        reference_to_a_result: &'static Result<i32, i32> { &Err(1) => "ok"; }
        own_type: Status { Status::Done => "ok"; Status::Refused => "failed"; }
        own_type_with_a_parameter: Answer<i32> { Answer(Some(1)) => "ok"; Answer(None) => "failed"; }
        poll_of_an_own_type: Poll<Status> {
            Poll::Ready(Status::Done) => "ok";
            Poll::Ready(Status::Refused) => "failed";
            Poll::Pending => "ok";
        }
        type_that_never_fails: Report { Report { failed: true } => "ok"; Report { failed: false } => "ok"; }
        number: i32 { 0 => "ok"; -1 => "ok"; }
        boolean: bool { true => "ok"; false => "ok"; }
        text: String { String::new() => "ok"; }
        reference: &'static str { "x" => "ok"; }
        boxed_trait: Box<dyn Debug> { Box::new(None::<i32>) => "ok"; }
        tuple: (i32, &'static str) { (1, "x") => "ok"; }
        tuple_of_tuples: ((i32,), (bool, (), String)) { ((1,), (false, (), "x".into())) => "ok"; }
        tuple_of_what_holds_results: (Vec<Result<i32, i32>>, Box<Option<i32>>) { (vec![Err(1)], Box::new(None)) => "ok"; }
    }
}

#[with_defer]
fn unit(panics: bool) {
    errdefer!(say("failed"));
    okdefer!(say("ok"));
    assert!(!panics, "p");
}

#[with_defer]
fn number(panics: bool) -> i32 {
    errdefer!(say("failed"));
    okdefer!(say("ok"));
    for _ in 0..2 {
        errdefer!(|| say("iteration failed"));
        okdefer!(|| say("iteration ok"));
        assert!(!panics, "p");
    }
    5
}

#[with_defer]
fn any_outcome<T: Outcome>(value: T) -> T {
    errdefer!(say("failed"));
    if yes() {
        okdefer!(say("ok"));
    }
    value
}

#[with_defer]
fn any_value<T>(value: Option<T>) -> Option<T> {
    errdefer!(say("failed"));
    okdefer!(say("ok"));
    value
}

#[with_defer]
fn opaque(fails: bool) -> impl Debug {
    errdefer!(say("failed"));
    okdefer!(say("ok"));
    if fails { Err("e") } else { Ok(1) }
}

#[with_defer]
fn opaque_number() -> impl Debug {
    errdefer!(say("failed"));
    okdefer!(say("ok"));
    5
}

#[with_defer]
fn takes_opaque(value: impl Outcome) -> bool {
    errdefer!(say("failed"));
    okdefer!(say("ok"));
    value.is_failure()
}

#[with_defer]
fn never() -> ! {
    okdefer!(say("ok"));
    errdefer!(say("failed"));
    if yes() {
        errdefer!(|| say("also failed"));
    }
    panic!("p")
}

struct Parser {
    failures: u32,
}

trait Parse {
    type Output;
    fn parse(&mut self, text: &str) -> Self::Output;
}

impl Parse for Parser {
    type Output = Option<i32>;
    #[with_defer]
    fn parse(&mut self, text: &str) -> Self::Output {
        errdefer!(|| self.failures += 1);
        okdefer!(say("parsed"));
        text.parse().ok()
    }
}

impl Parser {
    #[with_defer]
    fn new(failures: u32) -> Option<Self> {
        errdefer!(say("no parser"));
        okdefer!(say("parser"));
        (failures < 9).then_some(Self { failures })
    }
}

/// What a method counts of three texts.
fn failures_of_three() -> u32 {
    let mut parser = Parser::new(0).unwrap();
    for text in ["x", "1", "y"] {
        parser.parse(text);
    }
    parser.failures
}

gives! {
    unit_is_ok: unit(false) => (), ["ok"];
    number_is_ok: number(false) => 5, ["iteration ok", "iteration ok", "ok"];
    generic_outcome_of_a_number: any_outcome(1) => 1, ["ok"];
    generic_outcome_on_err: any_outcome(Err::<(), _>(1)) => Err(1), ["failed"];
    generic_outcome_on_ok: any_outcome(Some(1)) => Some(1), ["ok"];
    generic_inside_on_none: any_value(None::<i32>) => None, ["failed"];
    generic_inside_on_some: any_value(Some(None::<i32>)) => Some(None), ["ok"];
    opaque_on_err: format!("{:?}", opaque(true)) => "Err(\"e\")", ["failed"];
    opaque_on_ok: format!("{:?}", opaque(false)) => "Ok(1)", ["ok"];
    opaque_number_is_ok: format!("{:?}", opaque_number()) => "5", ["ok"];
    argument_is_not_looked_at: takes_opaque(Status::Refused) => true, ["ok"];
    associated_type: failures_of_three() => 2, ["parser", "parsed"];
    self_in_an_option: Parser::new(9).is_none() => true, ["no parser"];
}

/// A panic is a failure in a function of any type.
#[test]
fn panic_is_a_failure() {
    assert_panics(|| unit(true), "p", &["failed"]);
    assert_panics(|| number(true), "p", &["iteration failed", "failed"]);
    assert_panics(|| never(), "p", &["also failed", "failed"]);
}

/// 7.2: `recover!()` in the block of an `errdefer!` stops the panic that it runs on; what stands before it succeeds.
#[test]
fn recovered_in_an_errdefer() {
    #[with_defer]
    fn body(panics: bool) {
        okdefer!(say("ok"));
        errdefer!(say("failed"));
        errdefer!(|| say(recover!().unwrap()));
        okdefer!(say("was ok"));
        assert!(!panics, "p");
    }
    assert_returns(|| body(true), (), &["p", "ok"]);
    assert_returns(|| body(false), (), &["was ok", "ok"]);
}

fn check(outcome: Result<(), &'static str>) -> Result<(), String> {
    say("deferred");
    outcome.map_err(str::to_owned)
}

/// 6.1: two sites in an iteration of a function with a named result.
#[with_defer(result)]
fn two_sites() -> Result<i32, String> {
    for i in 0..2 {
        errdefer!(|| say("failed"));
        okdefer!(|| say("ok"));
        defer!(|| say("always"));
        if i == 0 {
            return Err("e".into());
        }
    }
    Ok(7)
}

#[test]
fn failure_with_two_sites() {
    defer_tests::assert_returns(two_sites, Err("e".into()), &["always", "failed"]);
}

/// 6.1: a `return` without a value fails as the named result has failed.
#[with_defer(result)]
fn bare_return() -> Result<i32, String> {
    for i in 0..2 {
        errdefer!(|| say("failed"));
        if i == 0 {
            result = Err("e".into());
            return;
        }
    }
    Ok(7)
}

#[test]
fn failure_by_bare_return() {
    defer_tests::assert_returns(bare_return, Err("e".into()), &["failed"]);
}

/// 6.1: a `return` out of two loops fails both iterations.
#[with_defer(result)]
fn nested_loops() -> Result<i32, String> {
    for i in 0..2 {
        errdefer!(|| say("outer"));
        for j in 0..2 {
            errdefer!(|| say("inner"));
            if i + j == 1 {
                return Err("e".into());
            }
        }
    }
    Ok(7)
}

#[test]
fn failure_out_of_nested_loops() {
    defer_tests::assert_returns(nested_loops, Err("e".into()), &["inner", "outer"]);
}

/// 6.2
#[test]
fn error_parameter_with_a_type() {
    #[with_defer]
    fn body() -> Result<i32, String> {
        errdefer!(|err: &mut String| err.push('!'));
        Err("e".into())
    }
    defer_tests::assert_returns(body, Err("e!".into()), &[]);
}

/// 6.2
#[test]
fn error_parameter_of_a_move_block() {
    #[with_defer]
    fn body() -> Result<i32, String> {
        let mark = '!';
        errdefer!(move |err| err.push(mark));
        Err("e".into())
    }
    defer_tests::assert_returns(body, Err("e!".into()), &[]);
}

/// 2.3, 2.9
#[test]
fn question_mark_on_a_function_literal() {
    #[with_defer]
    fn body() -> Result<i32, String> {
        let n = 1;
        defer!((|n: i32| check(if n == 1 { Err("d") } else { Ok(()) }))(n)?);
        Ok(1)
    }
    defer_tests::assert_returns(body, Err("d".into()), &["deferred"]);
}

/// 4.2
#[test]
fn unit_is_returned_from_a_block_with_question_mark() {
    #[with_defer]
    fn body() -> Result<i32, String> {
        defer!(|| {
            check(Ok(()))?;
            if yes() {
                return say("left");
            }
            say("not reached");
        });
        Ok(1)
    }
    defer_tests::assert_returns(body, Ok(1), &["deferred", "left"]);
}

/// 9.3
#[test]
fn tail_that_never_returns() {
    #[deny(unreachable_code)]
    #[with_defer(result)]
    fn body() -> Result<i32, String> {
        defer!(|| {
            recover!();
        });
        panic!("p")
    }
    defer_tests::assert_returns(body, Ok(0), &[]);
}

/// 6.3
#[test]
fn opaque_value_in_the_result() {
    #[with_defer]
    fn body() -> Result<impl std::fmt::Debug, String> {
        defer!(check(Err("d"))?);
        Ok(1)
    }
    assert_eq!(body().map(|_| ()), Err("d".into()));
}

/// 3.7, 6.3: a `?` in a closure in a nested deferred block is the closure's.
#[test]
fn question_mark_of_a_closure_in_a_nested_block() {
    #[with_defer]
    fn body() {
        defer!(|| {
            defer!(|| {
                let run = || -> Result<i32, String> {
                    check(Err("d"))?;
                    Ok(2)
                };
                say(run().is_err());
            });
        });
    }
    assert_returns(body, (), &["deferred", "true"]);
}

/// 3.7, 7.2: a nested deferred block recovers the panic of a block that `?` may leave.
#[test]
fn recovery_in_a_block_with_question_mark() {
    #[with_defer]
    fn body() -> Result<i32, String> {
        defer!(|| {
            defer!(|| say(recover!().is_some()));
            check(Ok(()))?;
            panic!("p");
        });
        Ok(1)
    }
    assert_returns(body, Ok(1), &["deferred", "true"]);
}

/// 6.1: a loop in a closure that doesn't say what it returns.
#[test]
fn failure_in_a_loop_of_a_function_literal() {
    #[with_defer]
    fn body() {
        defer!((|n: i32| {
            for i in 0..n {
                errdefer!(say("failed"));
                okdefer!(say(i));
            }
        })(2));
        let count = |n: i32| {
            for i in 0..n {
                okdefer!(say(i));
            }
            n
        };
        say(count(1));
    }
    assert_returns(body, (), &["0", "1", "0", "1"]);
}
