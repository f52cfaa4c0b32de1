//! `?`, and the ways out that other macros hide, in a function and in a loop body with a deferred call (3.1).

use defer_runtime::{defer, with_defer};
use defer_tests::{gives, say};
use std::fmt;
use std::num::ParseIntError;
use std::ops::ControlFlow;
use std::task::{Poll, ready};

#[derive(Debug, PartialEq)]
enum Error {
    Parse(ParseIntError),
    Negative(i32),
    Text(String),
}

impl From<ParseIntError> for Error {
    fn from(error: ParseIntError) -> Self {
        Error::Parse(error)
    }
}

impl From<&str> for Error {
    fn from(text: &str) -> Self {
        Error::Text(text.into())
    }
}

impl fmt::Display for Error {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{self:?}")
    }
}

impl std::error::Error for Error {}

type Result<T, E = Error> = std::result::Result<T, E>;

// Result.

#[with_defer]
fn result(text: &str) -> Result<i32> {
    defer!(say("function"));
    let n: i32 = text.parse()?;
    if n < 0 {
        Err(Error::Negative(n))?;
    }
    Ok(n)
}

#[with_defer]
fn result_in_a_loop(texts: &[&str]) -> Result<i32> {
    let mut sum = 0;
    for text in texts {
        defer!(say(text));
        let n: i32 = text.parse()?;
        if n < 0 {
            return Err(Error::Negative(n));
        }
        if n == 0 {
            break;
        }
        sum += n;
    }
    Ok(sum)
}

#[with_defer]
fn boxed_error(texts: &[&str]) -> Result<i32, Box<dyn std::error::Error>> {
    let mut sum = 0;
    for text in texts {
        defer!(say(text));
        sum += text.parse::<i32>()?;
        if sum > 9 {
            return Err("too much".into());
        }
    }
    Ok(sum)
}

#[with_defer]
fn nested_results(rows: &[&[&str]]) -> Result<Vec<i32>> {
    let mut sums = Vec::new();
    for row in rows {
        defer!(say("row"));
        let mut sum = 0;
        for text in row.iter() {
            defer!(say(text));
            sum += text.parse::<i32>().map_err(|_| "bad cell")?;
        }
        sums.push(result(&sum.to_string())?);
    }
    Ok(sums)
}

#[with_defer]
fn chain_of_question_marks(texts: &[&str]) -> Option<Result<i32>> {
    for text in texts {
        defer!(say(text));
        let first: String = text.chars().next()?.to_string();
        match first.parse::<i32>() {
            Ok(5) => return Some(Ok(5)),
            Ok(_) => {}
            Err(error) => return Some(Err(error.into())),
        }
    }
    None
}

gives! {
    on_ok: result("4") => Ok(4), ["function"];
    on_err: result("x").is_err() => true, ["function"];
    on_an_err_written_out: result("-4") => Err(Error::Negative(-4)), ["function"];
    in_a_loop_on_ok: result_in_a_loop(&["1", "2"]) => Ok(3), ["1", "2"];
    in_a_loop_on_err: matches!(result_in_a_loop(&["1", "x", "2"]), Err(Error::Parse(_))) => true, ["1", "x"];
    in_a_loop_beside_return: result_in_a_loop(&["1", "-2", "2"]) => Err(Error::Negative(-2)), ["1", "-2"];
    in_a_loop_beside_break: result_in_a_loop(&["1", "0", "2"]) => Ok(1), ["1", "0"];
    boxed_on_ok: boxed_error(&["1", "2"]).unwrap() => 3, ["1", "2"];
    boxed_on_err: boxed_error(&["1", "x"]).unwrap_err().to_string() => "invalid digit found in string", ["1", "x"];
    boxed_beside_return: boxed_error(&["1", "20"]).unwrap_err().to_string() => "too much", ["1", "20"];
    nested_on_ok: nested_results(&[&["1", "2"], &["3"]]) => Ok(vec![3, 3]),
        ["1", "2", "function", "row", "3", "function", "row"];
    nested_on_err: nested_results(&[&["1", "x"], &["3"]]) => Err(Error::Text("bad cell".into())), ["1", "x", "row"];
    nested_outside: nested_results(&[&["1", "-2"]]) => Err(Error::Negative(-1)), ["1", "-2", "function", "row"];
    result_in_an_option: chain_of_question_marks(&["1", "5"]) => Some(Ok(5)), ["1", "5"];
    result_in_an_option_none: chain_of_question_marks(&["1", ""]) => None, ["1", ""];
    result_in_an_option_err: matches!(chain_of_question_marks(&["x"]), Some(Err(_))) => true, ["x"];
}

// Option.

#[with_defer]
fn option(list: &[i32]) -> Option<&i32> {
    defer!(say("function"));
    let (first, rest) = list.split_first()?;
    rest.iter().find(|n| *n > first)
}

#[with_defer]
fn option_in_a_loop<'a>(lists: &[&'a [i32]]) -> Option<&'a i32> {
    let mut largest = None;
    for list in lists {
        defer!(say(list.len()));
        let last = list.last()?;
        if *last == 0 {
            continue;
        }
        largest = largest.max(Some(last));
    }
    largest
}

#[with_defer]
fn option_with_a_value_of_the_loop(list: &[Option<i32>]) -> Option<i32> {
    let mut items = list.iter();
    let found = loop {
        defer!(say("iteration"));
        let item = (*items.next()?)?;
        if item > 1 {
            break item;
        }
    };
    Some(found * 10)
}

gives! {
    on_some: option(&[1, 2]) => Some(&2), ["function"];
    on_none: option(&[]) => None, ["function"];
    in_a_loop_on_some: option_in_a_loop(&[&[1, 2], &[0], &[3]]) => Some(&3), ["2", "1", "1"];
    in_a_loop_on_none: option_in_a_loop(&[&[1, 2], &[], &[3]]) => None, ["2", "0"];
    in_a_loop_beside_break_with_a_value: option_with_a_value_of_the_loop(&[Some(1), Some(2)]) => Some(20),
        ["iteration", "iteration"];
    in_a_loop_twice: option_with_a_value_of_the_loop(&[Some(1), None]) => None, ["iteration", "iteration"];
    in_a_loop_at_the_end: option_with_a_value_of_the_loop(&[]) => None, ["iteration"];
}

// ControlFlow.

fn visit(n: i32) -> ControlFlow<String> {
    say(n);
    if n == 2 {
        ControlFlow::Break("two".into())
    } else {
        ControlFlow::Continue(())
    }
}

#[with_defer]
fn control_flow(n: i32) -> ControlFlow<String, i32> {
    defer!(say("function"));
    visit(n)?;
    visit(n + 1)?;
    ControlFlow::Continue(n)
}

#[with_defer]
fn control_flow_in_a_loop(list: &[i32]) -> ControlFlow<String> {
    for n in list {
        defer!(say("iteration"));
        visit(*n)?;
    }
    ControlFlow::Continue(())
}

gives! {
    on_continue: control_flow(3) => ControlFlow::Continue(3), ["3", "4", "function"];
    on_break: control_flow(1) => ControlFlow::Break("two".into()), ["1", "2", "function"];
    in_a_loop_on_continue: control_flow_in_a_loop(&[1, 3]) => ControlFlow::Continue(()),
        ["1", "iteration", "3", "iteration"];
    in_a_loop_on_break: control_flow_in_a_loop(&[1, 2, 3]) => ControlFlow::Break("two".into()),
        ["1", "iteration", "2", "iteration"];
}

// Poll.

fn poll_number(n: i32) -> Poll<Result<i32, String>> {
    match n {
        0 => Poll::Pending,
        n if n < 0 => Poll::Ready(Err("negative".into())),
        n => Poll::Ready(Ok(n)),
    }
}

/// `?` takes the error out and leaves `Poll<i32>`.
#[with_defer]
fn poll(n: i32) -> Poll<Result<i32, String>> {
    defer!(say("function"));
    let n: Poll<i32> = poll_number(n)?;
    n.map(|n| Ok(n * 10))
}

#[with_defer]
fn poll_in_a_loop(list: &[i32]) -> Poll<Result<i32, String>> {
    let mut sum = 0;
    for n in list {
        defer!(say(n));
        match poll_number(*n)? {
            Poll::Ready(n) => sum += n,
            Poll::Pending => return Poll::Pending,
        }
    }
    Poll::Ready(Ok(sum))
}

#[with_defer]
fn poll_next_in_a_loop(list: &[i32]) -> Poll<Option<Result<i32, String>>> {
    let mut items = list.iter();
    loop {
        defer!(say("iteration"));
        let Some(n) = items.next() else {
            return Poll::Ready(None);
        };
        match poll_number(*n).map(Some)? {
            Poll::Ready(Some(n)) if n > 1 => return Poll::Ready(Some(Ok(n))),
            Poll::Ready(_) => {}
            Poll::Pending => return Poll::Pending,
        }
    }
}

/// `ready!` hides a `return Poll::Pending`.
#[with_defer]
fn ready_in_a_function(n: i32) -> Poll<i32> {
    defer!(say("function"));
    let n = ready!(poll_number(n)).unwrap_or(-1);
    Poll::Ready(n * 10)
}

#[with_defer]
fn ready_in_a_loop(list: &[i32]) -> Poll<Result<i32, String>> {
    let mut sum = 0;
    for n in list {
        defer!(say(n));
        sum += ready!(poll_number(*n))?;
    }
    Poll::Ready(Ok(sum))
}

#[with_defer]
fn ready_without_a_question_mark(list: &mut Vec<i32>) -> Poll<i32> {
    let mut sum = 0;
    while let Some(n) = list.pop() {
        defer!(say(n));
        sum += ready!(poll_number(n)).unwrap_or(100);
    }
    Poll::Ready(sum)
}

gives! {
    poll_ready: poll(2) => Poll::Ready(Ok(20)), ["function"];
    poll_pending: poll(0) => Poll::Pending, ["function"];
    poll_err: poll(-1) => Poll::Ready(Err("negative".into())), ["function"];
    poll_loop_ready: poll_in_a_loop(&[1, 2]) => Poll::Ready(Ok(3)), ["1", "2"];
    poll_loop_pending: poll_in_a_loop(&[1, 0, 2]) => Poll::Pending, ["1", "0"];
    poll_loop_err: poll_in_a_loop(&[1, -1, 2]) => Poll::Ready(Err("negative".into())), ["1", "-1"];
    poll_next_ready: poll_next_in_a_loop(&[1, 2]) => Poll::Ready(Some(Ok(2))), ["iteration", "iteration"];
    poll_next_end: poll_next_in_a_loop(&[1]) => Poll::Ready(None), ["iteration", "iteration"];
    poll_next_pending: poll_next_in_a_loop(&[0]) => Poll::Pending, ["iteration"];
    poll_next_err: poll_next_in_a_loop(&[-1]) => Poll::Ready(Some(Err("negative".into()))), ["iteration"];
    ready_function: ready_in_a_function(2) => Poll::Ready(20), ["function"];
    ready_function_pending: ready_in_a_function(0) => Poll::Pending, ["function"];
    ready_loop: ready_in_a_loop(&[1, 2]) => Poll::Ready(Ok(3)), ["1", "2"];
    ready_loop_pending: ready_in_a_loop(&[1, 0, 2]) => Poll::Pending, ["1", "0"];
    ready_loop_err: ready_in_a_loop(&[-1, 0]) => Poll::Ready(Err("negative".into())), ["-1"];
    ready_loop_of_pops: ready_without_a_question_mark(&mut vec![1, -1]) => Poll::Ready(101), ["-1", "1"];
    ready_loop_of_pops_pending: ready_without_a_question_mark(&mut vec![1, 0]) => Poll::Pending, ["0"];
}

// Macros that hide a `return Err(…)` or a `return None`, as those of `anyhow` do.

macro_rules! bail {
    ($($message:tt)*) => {
        return Err(Error::Text(format!($($message)*)))
    };
}

macro_rules! ensure {
    ($condition:expr, $($message:tt)*) => {
        if !$condition {
            bail!($($message)*);
        }
    };
}

macro_rules! some {
    ($option:expr) => {
        match $option {
            Some(value) => value,
            None => return None,
        }
    };
}

#[with_defer]
fn bails(n: i32) -> Result<i32> {
    defer!(say("function"));
    ensure!(n != 1, "{n} is one");
    if n == 2 {
        bail!("two");
    }
    Ok(n)
}

#[with_defer]
fn bails_in_a_loop(list: &[i32]) -> Result<i32> {
    let mut sum = 0;
    for n in list {
        defer!(say(n));
        ensure!(*n != 1, "{n} is one");
        if *n == 2 {
            bail!("two after {sum}");
        }
        if *n == 3 {
            continue;
        }
        sum += n;
    }
    Ok(sum)
}

#[with_defer]
fn returns_none_in_a_loop(list: &[Option<i32>]) -> Option<i32> {
    let mut last = 0;
    for item in list {
        defer!(say("iteration"));
        last += some!(item);
    }
    Some(last)
}

gives! {
    hidden_return_not_taken: bails(3) => Ok(3), ["function"];
    hidden_return_in_ensure: bails(1) => Err(Error::Text("1 is one".into())), ["function"];
    hidden_return_in_bail: bails(2) => Err(Error::Text("two".into())), ["function"];
    hidden_return_in_a_loop_not_taken: bails_in_a_loop(&[5, 3, 6]) => Ok(11), ["5", "3", "6"];
    hidden_return_in_a_loop_ensure: bails_in_a_loop(&[5, 1, 6]) => Err(Error::Text("1 is one".into())), ["5", "1"];
    hidden_return_in_a_loop_bail: bails_in_a_loop(&[5, 2, 6]) => Err(Error::Text("two after 5".into())), ["5", "2"];
    hidden_return_none_not_taken: returns_none_in_a_loop(&[Some(1), Some(2)]) => Some(3), ["iteration", "iteration"];
    hidden_return_none: returns_none_in_a_loop(&[Some(1), None, Some(2)]) => None, ["iteration", "iteration"];
}

/// What stands among the arguments of a macro leaves the loop as well.
#[with_defer]
fn among_the_arguments_of_a_macro(list: &[Option<i32>]) -> Option<String> {
    let mut all = String::new();
    for item in list {
        defer!(say("iteration"));
        all += &format!("{}{}", (*item)?, if *item == Some(2) { break } else { ";" });
        assert!(all.len() < 9, "{}", all);
    }
    Some(all)
}

gives! {
    in_a_macro_on_some: among_the_arguments_of_a_macro(&[Some(1), Some(3)]) => Some("1;3;".into()),
        ["iteration", "iteration"];
    in_a_macro_on_none: among_the_arguments_of_a_macro(&[Some(1), None]) => None, ["iteration", "iteration"];
    in_a_macro_break: among_the_arguments_of_a_macro(&[Some(1), Some(2), None]) => Some("1;".into()),
        ["iteration", "iteration"];
}

/// In a closure with a deferred call in its loop, and `?` of the closure's own.
#[with_defer]
fn in_a_closure(lists: &[&[Option<i32>]]) -> i32 {
    defer!(say("function"));
    let sum = |list: &[Option<i32>]| -> Option<i32> {
        let mut sum = 0;
        for item in list {
            defer!(say("iteration"));
            sum += (*item)?;
        }
        Some(sum)
    };
    lists.iter().filter_map(|list| sum(list)).sum()
}

gives! {
    in_the_loop_of_a_closure: in_a_closure(&[&[Some(1)], &[None, Some(5)], &[Some(2)]]) => 3,
        ["iteration", "iteration", "iteration", "function"];
}
