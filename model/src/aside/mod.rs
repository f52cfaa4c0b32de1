//! Where rule 3.5 says that a token may be dropped first: on a panic, and where a future is dropped, what another way out moves.
//! And where the rules say nothing of when: what is returned, if a panic of a deferred call comes in its place. Which tokens those are
//! is found in the program's text and not in its runs. In runs of that kind their lines are set aside and counted.

mod noted;
mod search;

use crate::lang::Program;
use crate::runs::Run;
use search::search;
use std::collections::{BTreeMap, BTreeSet};

/// The tokens whose lines are set aside in runs with a panic, or whose future is dropped.
#[derive(Debug, Default)]
pub struct Excused {
    /// They may be dropped first, and not later than the model says.
    first: BTreeSet<i64>,
    /// They may be dropped whenever that is.
    returned: BTreeSet<i64>,
    /// What deferred code moves, which may be dropped first where that isn't reached, in any run: a *Difference* of 3.5.
    deferred: BTreeSet<i64>,
}

impl Excused {
    /// Those of a program.
    pub fn new(program: &Program) -> Self {
        search(program)
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
        if expected.outcome != got.outcome || expected.fault != got.fault {
            return None;
        }
        let is_cut = is_cut(expected);
        let is_aside = |token: &i64| match is_cut {
            true => self.first.contains(token) || self.returned.contains(token),
            false => self.deferred.contains(token),
        };
        let (left, aside) = without(&expected.trace, is_aside);
        let (right, got) = without(&got.trace, is_aside);
        if left != right || !aside.keys().eq(got.keys()) {
            return None;
        }
        let is_first =
            |at: &[usize], got: &[usize]| got.len() == at.len() && got.iter().zip(at).all(|(got, at)| got <= at);
        let is_excused = |token: &i64, at| self.returned.contains(token) || is_first(at, &got[token]);
        let is_excused = aside.iter().all(|(token, at)| is_excused(token, at));
        is_excused.then(|| aside.values().map(Vec::len).sum())
    }
}

/// The lines of a trace without those that are set aside, and behind how many of them each of those stands.
fn without(trace: &str, is_aside: impl Fn(&i64) -> bool) -> (Vec<&str>, BTreeMap<i64, Vec<usize>>) {
    let (mut lines, mut aside) = (Vec::new(), BTreeMap::<_, Vec<_>>::new());
    for line in trace.split(", ") {
        let token = line.strip_prefix("drop t").and_then(|n| n.parse().ok());
        match token.filter(&is_aside) {
            Some(token) => aside.entry(token).or_default().push(lines.len()),
            None => lines.push(line),
        }
    }
    (lines, aside)
}

/// A panic, or a drop of the future, may end deferred code early.
fn is_cut(run: &Run) -> bool {
    run.fault.contains("dropped")
        || run.fault.contains("panic")
        || run.outcome.contains("panicked")
        || run.trace.contains("recovered")
}
