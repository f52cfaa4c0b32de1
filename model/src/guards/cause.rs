//! Why two runs differ. What a cause excuses is taken out of both, and all the rest must be the same, line by line: a
//! difference in the drop of a local that nothing moves, in the order of deferred calls, in what is evaluated or in what
//! is returned is unexplained, whatever else differs.

use super::program::{Labels, Origin, Program};
use crate::runs::Run;
use std::fmt;

/// Why the runs of a guard and of a deferred call differ.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Cause {
    /// What some way moves is dropped before a deferred call that stands behind its declaration.
    Early,
    /// What some way moves is dropped behind what it should be dropped before.
    Behind,
    /// A local that is declared without a value is dropped as if it were declared where it gets one.
    Late,
    /// What a macro of one's own moves that has the name of one of std's, or a macro of std where it doesn't come to it.
    Unseen,
    /// A local that a macro declares under the name of another one has that one's place.
    Renamed,
    /// The elements of an array that another way takes apart are dropped from the first to the last.
    Elements,
    /// Some of this and some of that.
    EarlyAndLate,
    /// Parameters, captured variables or the locals of one pattern are dropped in another order.
    PatternOrder,
    /// Other locals that some way moves are dropped in another order.
    Order,
    /// On a panic or a cancellation, what another way moves, or the code behind the call gives its first value, is dropped first.
    Panic,
    /// On a `return` or `break` that a macro hides, what another way moves is dropped first.
    Hidden,
    /// A local that only seems to be moved is dropped out of order: a wrong guess has another meaning (rule 0).
    Guess,
    /// The same on a panic.
    GuessOnPanic,
    /// Nothing excuses it.
    Unexplained,
}

impl Cause {
    /// The causes, as a summary lists them.
    pub const ALL: [Cause; 14] = [
        Cause::Unseen,
        Cause::Renamed,
        Cause::Elements,
        Cause::Early,
        Cause::Behind,
        Cause::Late,
        Cause::EarlyAndLate,
        Cause::PatternOrder,
        Cause::Order,
        Cause::Panic,
        Cause::Hidden,
        Cause::Guess,
        Cause::GuessOnPanic,
        Cause::Unexplained,
    ];

    /// What the rules allow.
    pub const ALLOWED: [Cause; 5] = [
        Cause::Panic,
        Cause::Hidden,
        Cause::Unseen,
        Cause::Renamed,
        Cause::Elements,
    ];

    /// What the macro does not keep yet. Without its line here, a cause fails a run.
    pub const KNOWN: [Cause; 1] = [Cause::Late];

    /// A run in which it occurs fails.
    pub fn is_fault(self) -> bool {
        !Cause::ALLOWED.contains(&self) && !Cause::KNOWN.contains(&self)
    }
}

impl fmt::Display for Cause {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            Cause::Early => "3.5: a local that another way moves is dropped before the call",
            Cause::Behind => "3.5: a local that another way moves is dropped too late",
            Cause::Late => "3.5: late let",
            Cause::Unseen => "3.5 difference: moved by a macro that has the name of one of std's",
            Cause::Renamed => "3.5 difference: declared by a macro under the name of another local",
            Cause::Elements => "3.5 difference: elements of an array that another way takes apart",
            Cause::EarlyAndLate => "3.5: late let, and a local that another way moves",
            Cause::PatternOrder => "3.5: pattern/parameter order",
            Cause::Order => "3.5: order of locals that another way moves",
            Cause::Panic => "3.5 exception: on a panic or a cancellation",
            Cause::Hidden => "3.5 exception: a return that a macro hides",
            Cause::Guess => "UNEXPLAINED: a local that only seems to be moved",
            Cause::GuessOnPanic => "UNEXPLAINED: on a panic, a local that only seems to be moved",
            Cause::Unexplained => "UNEXPLAINED",
        })
    }
}

/// What a comparison knows of a function.
#[derive(Clone, Debug)]
pub struct Facts {
    /// Labels of what the locals hold that some statement moves.
    moved: Labels,
    /// Labels of what the locals hold that a macro of one's own moves which has the name of one of std's.
    hidden: Labels,
    /// Labels of what the locals hold that a macro declares under the name of another one.
    renamed: Labels,
    /// Labels of what the arrays hold.
    elements: Labels,
    /// Labels of what the locals get that are declared without a value.
    late: Labels,
    /// Labels of what the locals hold that a statement seems to move.
    seems_to_move: Labels,
    /// Labels of parameters, of captured variables and of locals of patterns.
    among: Labels,
}

impl Facts {
    /// Those of this one.
    pub fn of(program: &Program) -> Self {
        Facts {
            moved: program.labels(&program.moved()),
            hidden: program.labels(&program.moved_hidden()),
            renamed: program.labels_by(Origin::Renamed),
            elements: program.labels_by(Origin::Array),
            late: program.labels_by(Origin::Late),
            seems_to_move: program.labels(&program.seems_to_move()),
            among: program.labels_by(Origin::Among),
        }
    }

    /// Why these differ, if they do.
    pub fn cause(&self, guard: &Run, defer: &Run) -> Option<Cause> {
        if guard == defer {
            return None;
        }
        let (left, right): (Vec<&str>, Vec<&str>) = (lines(guard), lines(defer));
        // Everything is dropped, once, and nothing else happens.
        if guard.outcome != defer.outcome || guard.fault != defer.fault || sorted(&left) != sorted(&right) {
            return Some(Cause::Unexplained);
        }
        let same_without = |labels: &[&Labels]| without(&left, labels) == without(&right, labels);
        let is_cut = guard.outcome.contains("panicked") || guard.outcome == "dropped";
        if !same_without(&[&self.moved, &self.late]) {
            return Some(match same_without(&[&self.moved, &self.late, &self.seems_to_move]) {
                true if is_cut => Cause::GuessOnPanic,
                true => Cause::Guess,
                false => Cause::Unexplained,
            });
        }
        // That holds for what gets its first value behind the call, too.
        if is_cut {
            return Some(Cause::Panic);
        }
        if same_without(&[&self.hidden]) {
            return Some(Cause::Unseen);
        }
        if same_without(&[&self.renamed]) && sorted_drops(&left) == sorted_drops(&right) {
            return Some(Cause::Renamed);
        }
        if same_without(&[&self.elements]) && sorted_drops(&left) == sorted_drops(&right) {
            return Some(Cause::Elements);
        }
        if same_without(&[&self.late, &self.hidden]) {
            return Some(Cause::Late);
        }
        if !same_without(&[&self.moved]) {
            return Some(Cause::EarlyAndLate);
        }
        Some(if left.contains(&"hidden return") {
            Cause::Hidden
        } else if sorted_drops(&left) == sorted_drops(&right) {
            let order = |lines: &[&str]| -> Vec<String> {
                let labels = lines.iter().filter_map(|line| label(line));
                labels
                    .filter(|label| self.among.contains(*label))
                    .map(str::to_owned)
                    .collect()
            };
            if order(&left) == order(&right) {
                Cause::Order
            } else {
                Cause::PatternOrder
            }
        } else if is_late(&left, &right) {
            Cause::Behind
        } else {
            Cause::Early
        })
    }

    /// The labels that the two differ in but for what is excused, for a report.
    pub fn differing(&self, guard: &Run, defer: &Run) -> Vec<String> {
        let (left, right) = (lines(guard), lines(defer));
        let excused = [&self.moved, &self.late];
        let (left, right) = (without(&left, &excused), without(&right, &excused));
        let mut labels: Vec<String> = left.iter().filter_map(|line| label(line)).map(str::to_owned).collect();
        labels.sort_unstable();
        labels.dedup();
        labels.retain(|label| {
            let one = Labels::from([label.clone()]);
            without(&left, &[&one]) == without(&right, &[&one])
        });
        labels
    }
}

/// The lines of a run.
pub fn lines(run: &Run) -> Vec<&str> {
    run.trace.split(", ").collect()
}

/// The label in the line of a drop, the same for each value of it.
fn label(line: &str) -> Option<&str> {
    line.strip_prefix("drop ")?.split('.').next()
}

/// Something is dropped behind more lines than with guards.
fn is_late(left: &[&str], right: &[&str]) -> bool {
    let before = |lines: &[&str], wanted: &str| {
        let ahead = lines.iter().take_while(|line| **line != wanted);
        ahead.filter(|line| label(line).is_none()).count()
    };
    let mut drops = left.iter().filter(|line| label(line).is_some());
    drops.any(|drop| before(right, drop) > before(left, drop))
}

fn without<'a>(lines: &[&'a str], labels: &[&Labels]) -> Vec<&'a str> {
    let is_out = |line: &str| label(line).is_some_and(|label| labels.iter().any(|labels| labels.contains(label)));
    lines.iter().copied().filter(|line| !is_out(line)).collect()
}

fn sorted<'a>(lines: &[&'a str]) -> Vec<&'a str> {
    let mut sorted = lines.to_vec();
    sorted.sort_unstable();
    sorted
}

/// The lines, with drops in a row sorted.
fn sorted_drops<'a>(lines: &[&'a str]) -> Vec<&'a str> {
    let mut lines = lines.to_vec();
    let drops = lines.chunk_by_mut(|one, other| label(one).is_some() == label(other).is_some());
    drops
        .filter(|row| label(row[0]).is_some())
        .for_each(<[&str]>::sort_unstable);
    lines
}

#[cfg(test)]
mod tests {
    use super::*;
    use pretty_assertions::assert_eq;

    /// `a` is moved on another way, `m` by a macro that hides it, `r` is declared by one under the name of another local, `y` and `z` are elements of an array, `x` is declared without a value, `s` seems to be moved, `p` and `q` are parameters.
    #[track_caller]
    fn assert_cause(guard: &str, defer: &str, outcome: &str, expected: Option<Cause>) {
        let labels = |labels: &[&str]| labels.iter().map(|&label| label.to_owned()).collect();
        let facts = Facts {
            moved: labels(&["a", "m", "p", "q", "r", "y", "z"]),
            hidden: labels(&["m"]),
            renamed: labels(&["r"]),
            elements: labels(&["y", "z"]),
            late: labels(&["x"]),
            seems_to_move: labels(&["s"]),
            among: labels(&["p", "q"]),
        };
        let run = |trace: &str| Run {
            fault: "no fault".into(),
            trace: trace.into(),
            outcome: outcome.into(),
        };
        assert_eq!(facts.cause(&run(guard), &run(defer)), expected);
    }

    #[test]
    fn what_is_moved_elsewhere_is_dropped_early_or_late() {
        assert_cause("d1, drop a", "d1, drop a", "returned ()", None);
        assert_cause("d1, drop a", "drop a, d1", "returned ()", Some(Cause::Early));
        assert_cause("d1, drop a", "drop a, d1", "panicked fault", Some(Cause::Panic));
        assert_cause("d1, drop m", "drop m, d1", "returned ()", Some(Cause::Unseen));
        assert_cause("drop a.2, d1", "d1, drop a.2", "returned ()", Some(Cause::Behind));
        assert_cause(
            "hidden return, d1, drop a",
            "hidden return, drop a, d1",
            "returned ()",
            Some(Cause::Hidden),
        );
    }

    #[test]
    fn order_and_late_lets_are_told_apart() {
        assert_cause(
            "d1, drop q, drop p",
            "d1, drop p, drop q",
            "returned ()",
            Some(Cause::PatternOrder),
        );
        assert_cause(
            "d1, drop a, drop p",
            "d1, drop p, drop a",
            "returned ()",
            Some(Cause::Order),
        );
        assert_cause(
            "d1, drop r, drop p",
            "d1, drop p, drop r",
            "returned ()",
            Some(Cause::Renamed),
        );
        assert_cause(
            "d1, drop z, drop y",
            "d1, drop y, drop z",
            "returned ()",
            Some(Cause::Elements),
        );
        assert_cause("d1, drop r", "drop r, d1", "returned ()", Some(Cause::Early));
        assert_cause("d1, drop x", "drop x, d1", "returned ()", Some(Cause::Late));
        assert_cause(
            "d1, drop a, drop x",
            "drop x, drop a, d1",
            "returned ()",
            Some(Cause::EarlyAndLate),
        );
    }

    #[test]
    fn nothing_else_is_excused() {
        let unexplained = Some(Cause::Unexplained);
        assert_cause("d1, drop k", "drop k, d1", "panicked fault", unexplained);
        assert_cause("d2, d1, drop a", "drop a, d1, d2", "returned ()", unexplained);
        assert_cause("d1, drop a", "d1", "returned ()", unexplained);
        assert_cause("d1, drop a", "d1, drop a, drop a", "returned ()", unexplained);
        assert_cause("d1, drop s", "drop s, d1", "returned ()", Some(Cause::Guess));
        assert_cause("d1, drop s", "drop s, d1", "panicked fault", Some(Cause::GuessOnPanic));
    }
}
