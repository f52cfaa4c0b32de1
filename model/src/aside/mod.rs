//! Where rule 3.5 says nothing of when a token is dropped, or says that it may be dropped first: on a panic, and where a future is
//! dropped. Which tokens that may be is found in the program's text and not in its runs. Their lines are set aside when runs of that
//! kind are compared, and counted.

mod search;

use crate::lang::Program;
use crate::runs::Run;
use search::search;
use std::collections::BTreeMap;

/// Why the place of a token in the order of drops is not promised.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) enum Reason {
    /// A local from before a deferred call, or before the statement of its scope that has it, which code behind it moves on some
    /// way, or gives its first value: it may be dropped first.
    OwnedBehind,
    /// What deferred code moves, which a panic may end early.
    MovedByDeferred,
    /// What is returned, where a panic of a deferred call comes in its place.
    Returned,
}

/// The tokens whose lines are set aside in runs with a panic, or whose future is dropped.
#[derive(Debug)]
pub struct Excused(BTreeMap<i64, Reason>);

impl Excused {
    /// Those of a program.
    pub fn new(program: &Program) -> Self {
        Excused(search(program))
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
        if !is_cut(expected) || expected.outcome != got.outcome || expected.fault != got.fault {
            return None;
        }
        let (left, aside) = self.without(&expected.trace);
        let (right, got) = self.without(&got.trace);
        if left != right || !aside.keys().eq(got.keys()) {
            return None;
        }
        let may_be = |token: &i64, at: &[usize], got: &[usize]| match self.0[token] {
            Reason::OwnedBehind => got.iter().zip(at).all(|(got, at)| got <= at) && got.len() == at.len(),
            Reason::MovedByDeferred | Reason::Returned => got.len() == at.len(),
        };
        let is_excused = aside.iter().all(|(token, at)| may_be(token, at, &got[token]));
        is_excused.then(|| aside.values().map(Vec::len).sum())
    }

    /// The lines of a trace without those that are set aside, and behind how many of them each of those stands.
    fn without<'t>(&self, trace: &'t str) -> (Vec<&'t str>, BTreeMap<i64, Vec<usize>>) {
        let (mut lines, mut aside) = (Vec::new(), BTreeMap::<_, Vec<_>>::new());
        for line in trace.split(", ") {
            let token = line.strip_prefix("drop t").and_then(|n| n.parse().ok());
            match token.filter(|n| self.0.contains_key(n)) {
                Some(token) => aside.entry(token).or_default().push(lines.len()),
                None => lines.push(line),
            }
        }
        (lines, aside)
    }
}

/// A panic, or a drop of the future, may end deferred code early.
fn is_cut(run: &Run) -> bool {
    run.fault.contains("dropped")
        || run.fault.contains("panic")
        || run.outcome.contains("panicked")
        || run.trace.contains("recovered")
}
