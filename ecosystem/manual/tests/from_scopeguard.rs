//! Each row of the table in `docs/compared.md`, "From scopeguard", as a pair of functions of which the traces are compared: on
//! success, and on an error, a panic and a cancellation at each step. What is dropped is in the traces, too.

use std::cell::{Cell, RefCell};
use std::fmt::Display;
use std::panic::{AssertUnwindSafe, catch_unwind};
use std::task::{Context, Poll, Waker};

const PAGE: &str = include_str!("../../../docs/compared.md");

type Log = RefCell<Vec<String>>;

fn note(log: &Log, line: impl Display) {
    log.borrow_mut().push(line.to_string());
}

/// What the functions hold. It notes what is done to it.
#[derive(Debug)]
struct Part<'log> {
    name: &'static str,
    touched: u32,
    log: &'log Log,
}

impl<'log> Part<'log> {
    fn new(name: &'static str, log: &'log Log) -> Self {
        Self { name, touched: 0, log }
    }

    fn touch(&mut self) {
        self.touched += 1;
    }

    fn close(&mut self) {
        note(self.log, format!("close {} after {}", self.name, self.touched));
    }

    fn finish(self) {
        note(self.log, format!("finish {} after {}", self.name, self.touched));
    }
}

impl Drop for Part<'_> {
    fn drop(&mut self) {
        note(self.log, format!("drop {}", self.name));
    }
}

thread_local!(static RUNS: Cell<bool> = const { Cell::new(true) });

/// A strategy of one's own.
struct Own;

impl Own {
    fn set(runs: bool) {
        RUNS.set(runs);
    }
}

impl scopeguard::Strategy for Own {
    fn should_run() -> bool {
        RUNS.get()
    }
}

/// How a function is left.
#[derive(Clone, Copy, Debug, PartialEq)]
enum Way {
    Success,
    Error,
    Panic,
    Cancelled,
}

/// A run of a function: at which step it is left, and how.
struct Run {
    way: Way,
    steps_left: Cell<u32>,
}

impl Run {
    fn new(way: Way, step: u32) -> Self {
        let steps_left = Cell::new(step);
        Self { way, steps_left }
    }

    /// Whether it is left in this step.
    fn is_left(&self) -> bool {
        let left = self.steps_left.get();
        self.steps_left.set(left.wrapping_sub(1));
        left == 1
    }
}

fn step(log: &Log, run: &Run) -> Result<(), &'static str> {
    note(log, "step");
    match run.way {
        Way::Error if run.is_left() => Err("refused"),
        Way::Panic if run.is_left() => panic!("it unwinds"),
        _ => Ok(()),
    }
}

// The functions as they are written.
#[path = "scopeguard/scopes.rs"]
mod scopes;
#[path = "scopeguard/strategies.rs"]
mod strategies;
#[path = "scopeguard/values.rs"]
mod values;

/// The same as async functions.
mod cancellable {
    use super::{Log, Own, Part, Run, Way, note};

    async fn step(log: &Log, run: &Run) -> Result<(), &'static str> {
        if run.way == Way::Cancelled && run.is_left() {
            note(log, "step");
            std::future::pending().await
        }
        super::step(log, run)
    }

    pub mod scopes {
        include!(concat!(env!("OUT_DIR"), "/scopes.rs"));
    }

    pub mod strategies {
        include!(concat!(env!("OUT_DIR"), "/strategies.rs"));
    }

    pub mod values {
        include!(concat!(env!("OUT_DIR"), "/values.rs"));
    }
}

/// What a function notes, and how it was left.
fn noted(function: impl FnOnce(&Log) -> Option<Result<(), &'static str>>) -> Vec<String> {
    let log = Log::default();
    Own::set(true);
    let left = match catch_unwind(AssertUnwindSafe(|| function(&log))) {
        Ok(Some(Ok(()))) => "success",
        Ok(Some(Err(_))) => "error",
        Ok(None) => "cancelled",
        Err(_) => "panic",
    };
    note(&log, left);
    log.take()
}

/// Polls it once, and drops it.
fn polled<T>(future: impl Future<Output = T>) -> Option<T> {
    let mut future = Box::pin(future);
    match future.as_mut().poll(&mut Context::from_waker(Waker::noop())) {
        Poll::Ready(value) => Some(value),
        Poll::Pending => None,
    }
}

/// What a function of a row notes, as it is written and as an async function.
type Traces = fn(Way, u32) -> [Vec<String>; 2];

macro_rules! traces {
    ($file:ident :: $row:ident :: $function:ident) => {
        |way, step| {
            [
                noted(|log| Some($file::$row::$function(log, &Run::new(way, step)).map(drop))),
                noted(|log| {
                    let run = Run::new(way, step);
                    polled(cancellable::$file::$row::$function(log, &run)).map(|answer| answer.map(drop))
                }),
            ]
        }
    };
}

macro_rules! pair {
    ($file:ident :: $row:ident) => {
        [traces!($file::$row::guarded), traces!($file::$row::deferred)]
    };
}

/// The rows of the table by their first cell, in order, each with the function that has a guard and the one that has not.
const PAIRS: &[(&str, [Traces; 2])] = &[
    ("`defer! { f(x); }`", pair!(values::block)),
    ("`defer!(f(x));`", pair!(values::parentheses)),
    ("`let then = x.clone(); defer! { f(then); }`", pair!(values::clone)),
    (r"`let v = guard(v, \|v\| f(v));`, `*v`", pair!(values::owned)),
    (r"`let mut v = guard(v, \|mut v\| v.close());`", pair!(values::changed)),
    (
        "`ScopeGuard::into_inner(v)` on success, `v` stays here",
        pair!(values::stays),
    ),
    (
        "`Ok(ScopeGuard::into_inner(v))`: `v` is returned",
        pair!(values::returned),
    ),
    (
        "`list.push(ScopeGuard::into_inner(v))`, after which the function may still fail",
        pair!(values::moved_on),
    ),
    (
        "`defer_on_success! { … }`, `guard_on_success(v, …)`",
        pair!(strategies::on_success),
    ),
    (
        "`defer_on_unwind! { … }`, `guard_on_unwind(v, …)`",
        pair!(strategies::on_unwind),
    ),
    ("a `Strategy` of one's own", pair!(strategies::strategy)),
    (
        "a `Cell` or `RefCell`, only to share with the guard",
        pair!(scopes::shared),
    ),
    ("a guard in the body of a loop", pair!(scopes::iteration)),
    (r"`let _perhaps = wanted.then(\|\| guard(…));`", pair!(scopes::perhaps)),
    ("a `Vec` of guards", pair!(scopes::many)),
    ("a guard in a block or an `if`", pair!(scopes::inner)),
    (
        "a guard that is returned, stored or dropped early",
        pair!(scopes::value),
    ),
];

/// A way out, and at which step.
fn ways() -> impl Iterator<Item = (Way, u32)> {
    let failures = [Way::Error, Way::Panic, Way::Cancelled];
    let failures = failures
        .into_iter()
        .flat_map(|way| (1..=3).map(move |step| (way, step)));
    [(Way::Success, 0)].into_iter().chain(failures)
}

#[test]
fn the_traces_of_each_row_are_the_same() {
    for (row, [guarded, deferred]) in PAIRS {
        for (way, step) in ways() {
            let traces = guarded(way, step);
            // Only an async function is cancelled.
            assert!(way == Way::Cancelled || traces[0] == traces[1], "{row}");
            assert_eq!(deferred(way, step), traces, "{row}, {way:?} at {step}");
        }
    }
}

#[test]
fn each_way_out_is_taken_in_each_row() {
    for (row, [guarded, _]) in PAIRS {
        for (way, left) in [
            (Way::Success, "success"),
            (Way::Error, "error"),
            (Way::Panic, "panic"),
            (Way::Cancelled, "cancelled"),
        ] {
            let [_, trace] = guarded(way, 1);
            assert_eq!(trace.last().map(String::as_str), Some(left), "{row}");
        }
    }
}

#[test]
fn a_label_does_the_same() {
    let [guarded, labelled]: [Traces; 2] = [traces!(scopes::inner::guarded), traces!(scopes::inner::labelled)];
    for (way, step) in ways() {
        assert_eq!(labelled(way, step), guarded(way, step), "{way:?} at {step}");
    }
}

/// The ways out on which a function does something else than the one with a guard.
fn differ(guarded: Traces, other: Traces) -> Vec<Way> {
    let mut ways: Vec<_> = ways()
        .filter(|&(way, step)| guarded(way, step)[1] != other(way, step)[1])
        .map(|(way, _)| way)
        .collect();
    ways.dedup();
    ways
}

#[test]
fn what_the_page_says_is_different_is() {
    let all = [Way::Success, Way::Error, Way::Panic, Way::Cancelled];
    let parentheses = differ(
        traces!(values::parentheses::guarded),
        traces!(values::parentheses::in_parentheses),
    );
    assert_eq!(parentheses, all);
    let without_the_let = differ(
        traces!(values::changed::guarded),
        traces!(values::changed::without_the_let),
    );
    assert_eq!(without_the_let, all);
    let meant = differ(
        traces!(strategies::on_success::guarded),
        traces!(strategies::on_success::meant),
    );
    assert_eq!(meant, [Way::Error, Way::Cancelled]);
    let meant = differ(
        traces!(strategies::on_unwind::guarded),
        traces!(strategies::on_unwind::meant),
    );
    assert_eq!(meant, [Way::Error, Way::Cancelled]);
}

/// The cells of the first table behind a heading, row by row.
fn table(heading: &str) -> impl Iterator<Item = Vec<&'static str>> {
    let (_, section) = PAGE.split_once(heading).expect("the page has the section");
    let (_, table) = section.split_once("|---|").expect("it has a table");
    let rows = table.lines().skip(1).map_while(|line| line.strip_prefix("| "));
    rows.map(|row| row.trim_end_matches('|').split(" | ").map(str::trim).collect())
}

#[test]
fn the_rows_are_those_of_the_page() {
    let rows: Vec<_> = table("\n## From scopeguard\n").map(|cells| cells[0]).collect();
    let pairs: Vec<_> = PAIRS.iter().map(|(row, _)| *row).collect();
    assert_eq!(rows, pairs);
}

#[test]
fn the_strategies_run_when_the_page_says() {
    let all = traces!(strategies::table::all);
    let ways = [Way::Success, Way::Error, Way::Panic, Way::Cancelled];
    for cells in table("\n### Strategies\n") {
        assert_eq!(cells.len(), 1 + ways.len(), "{cells:?}");
        for (cell, way) in cells[1..].iter().zip(ways) {
            let [_, trace] = all(way, 1);
            for name in cells[0].split(", ").map(|name| name.trim_matches('`')) {
                let runs = trace.iter().any(|line| line == name);
                assert_eq!(*cell == "runs", runs, "{name}: {way:?}");
            }
        }
    }
    assert_eq!(table("\n### Strategies\n").count(), 7);
}
