//! What rule 3.5 promises and the macro does not keep yet: which tokens may be dropped elsewhere than the model says,
//! found in the program's text and not in its runs. Their lines are set aside when runs are compared, and counted.

mod search;

use crate::lang::Program;
use crate::runs::Run;
use search::search;
use std::collections::BTreeSet;

/// What is not kept. Without its line here, it is compared.
pub const NOT_KEPT: &[NotKept] = &[
    NotKept::MovedBehind,
    NotKept::GivenBehind,
    NotKept::AsyncParameter,
    NotKept::Returned,
];

/// Whose place in the order of drops is not kept.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum NotKept {
    /// A local from before a deferred call, or before the statement of its scope that has it, which that statement or
    /// code behind it moves on some way.
    MovedBehind,
    /// One that is declared before a deferred call, and given a value behind it.
    GivenBehind,
    /// A parameter of an async function, which its body moves on some way.
    AsyncParameter,
    /// What is returned, where a panic of a deferred call comes in its place: the rules don't say when it goes.
    Returned,
}

/// The tokens whose lines are set aside.
#[derive(Debug)]
pub struct Excused {
    /// In every run.
    always: BTreeSet<i64>,
    /// In one with a panic, or whose future is dropped.
    when_cut: BTreeSet<i64>,
}

impl Excused {
    /// Those of a program.
    pub fn new(program: &Program) -> Self {
        let always = search(program, false);
        let when_cut = always.union(&search(program, true)).copied().collect();
        Excused { always, when_cut }
    }

    /// How many lines stand elsewhere in lists of runs, if that is all that differs, and may.
    pub fn all_lines(&self, expected: &[Run], got: &[Run]) -> Option<usize> {
        if expected.len() != got.len() {
            return None;
        }
        let lines = expected
            .iter()
            .zip(got)
            .map(|(expected, got)| self.lines(expected, got));
        lines.sum()
    }

    /// The same of a run.
    pub fn lines(&self, expected: &Run, got: &Run) -> Option<usize> {
        if expected == got {
            return Some(0);
        }
        let aside = if is_cut(expected) { &self.when_cut } else { &self.always };
        let (left, mut aside_left) = without(aside, &expected.trace);
        let (right, mut aside_right) = without(aside, &got.trace);
        let count = aside_left.len();
        aside_left.sort_unstable();
        aside_right.sort_unstable();
        let is_same = left == right && aside_left == aside_right;
        (is_same && expected.outcome == got.outcome && expected.fault == got.fault).then_some(count)
    }
}

/// A panic, or a drop of the future, may end deferred code early.
fn is_cut(run: &Run) -> bool {
    run.fault.contains("dropped")
        || run.fault.contains("panic")
        || run.outcome.contains("panicked")
        || run.trace.contains("recovered")
}

/// The lines of a trace, and those that are set aside.
fn without<'a>(aside: &BTreeSet<i64>, trace: &'a str) -> (Vec<&'a str>, Vec<&'a str>) {
    trace.split(", ").partition(|line| {
        let token = line.strip_prefix("drop t").and_then(|n| n.parse().ok());
        token.is_none_or(|n: i64| !aside.contains(&n))
    })
}
