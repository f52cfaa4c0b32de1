//! What is spared where, as it is noted in the plan.

use super::anew::{self, Given, Overwrites};
use super::data::{Leaving, Passage, Plan, SparedInArm, Split, SplitId, Through};
use super::doubts::{Doubts, note_dropless};
use super::presence::End;
use crate::resolve::facts::{Facts, ForkId, How, LocalId, Position, ScopeId, Use};
use std::collections::{BTreeMap, BTreeSet};

/// What is to be noted in the plan.
#[derive(Clone, Default)]
pub struct Found {
    pub ways: BTreeMap<(Leaving, SplitId), BTreeSet<LocalId>>,
    pub ends: BTreeMap<End, BTreeSet<LocalId>>,
    /// The function, closure or async block that each of them is spared in.
    pub functions: BTreeSet<(ScopeId, LocalId)>,
    /// What is there on some ways out of a split where it can't be spared: rustc is asked whether it stays outside, which it doesn't.
    pub unclear: BTreeSet<(SplitId, LocalId)>,
    /// The parts that get new values, and would be the closure's if it has moved the old ones.
    pub given_parts: BTreeSet<(SplitId, LocalId, Vec<String>)>,
    pub doubts: Doubts,
    pub given: Vec<Given>,
    pub overwrites: Vec<Overwrites>,
}

/// How a closure is left.
#[derive(Clone, Copy)]
pub enum By<'p> {
    Passage(&'p Passage),
    /// `?`.
    Question,
    /// The closure's own `return`.
    Itself,
}

impl By<'_> {
    pub fn through(self) -> Option<Through> {
        match self {
            By::Passage(passage) => Some(passage.way),
            By::Question | By::Itself => None,
        }
    }
}

impl Found {
    pub fn note(mut self, facts: &Facts, plan: &mut Plan) {
        anew::note(facts, plan, &mut self);
        self.doubts.note(facts, plan);
        for (split, local) in self.unclear {
            let known = &facts.locals[local];
            match known.is_dropless {
                true => note_dropless(facts, plan, split, local),
                false => plan.splits[split].stays.push(local),
            }
        }
        for (split, local, path) in self.given_parts {
            plan.splits[split].parts.parts_stay.insert((local, path));
        }
        note_asked(facts, plan);
        for (function, local) in self.functions {
            match facts.locals[local].owner == function {
                true => plan.spares.locals.insert(local),
                false => plan.spares.captured.insert((function, local)),
            };
        }
        for ((at, split), spared) in self.ways {
            // What is declared later is dropped first.
            let spared: Vec<_> = spared.into_iter().rev().collect();
            let sets = &mut plan.splits[split].spares;
            let set = sets.iter().position(|known| *known == spared).unwrap_or(sets.len());
            if set == sets.len() {
                sets.push(spared);
            }
            plan.spares.by_way.insert(at, (split, set));
        }
        for (end, spared) in self.ends {
            match end {
                End::Arm(fork, arm) => {
                    let spared = spared.into_iter().map(|local| {
                        let is_renamed = is_renamed(facts, fork, arm, local);
                        SparedInArm {
                            local,
                            // What hides it may borrow it.
                            at_end: is_renamed || must_wait(facts, plan, fork, arm, local),
                            is_renamed,
                        }
                    });
                    plan.spares.by_arm.insert((fork, arm), spared.collect());
                }
                End::Frame(fork) => {
                    plan.spares.by_frame.insert(fork, spared.into_iter().collect());
                }
                End::Jump(at) => {
                    plan.spares.by_jump.insert(at, spared.into_iter().collect());
                }
            }
        }
    }
}

/// Notes what rustc is asked: whether what is taken to be so is.
fn note_asked(facts: &Facts, plan: &mut Plan) {
    for (used, found) in facts.uses.iter().enumerate() {
        let is_taken = plan.taken.contains(&found.at) || facts.taken.contains(&found.at);
        let is_taken_apart = is_taken && facts.matched.contains(&found.at);
        let is_copied = facts.locals[found.local].is_copy_by_name && found.how != How::Mentioned;
        if !is_taken_apart && !is_copied {
            continue;
        }
        let Some(split) = plan.outermost_around(facts, found.local, found.at) else {
            continue;
        };
        let split = &mut plan.splits[split];
        if is_taken_apart {
            split.taken_apart.push(used);
        } else if !split.copied.contains(&found.local) {
            split.copied.push(found.local);
        }
    }
}

/// Whether a local is used in an arm, or may leave there.
fn must_wait(facts: &Facts, plan: &Plan, fork: ForkId, arm: usize, local: LocalId) -> bool {
    let Some(span) = facts.forks[fork].arms.get(arm) else {
        return false;
    };
    facts.uses_of(local, span).next().is_some()
        || facts.exits_in(span).next().is_some()
        || !facts.questions_in(span).is_empty()
        || plan.splits_in(span).next().is_some()
}

/// Whether the pattern of an arm binds another local of the same name, which it could bind behind it.
fn is_renamed(facts: &Facts, fork: ForkId, arm: usize, local: LocalId) -> bool {
    let bound = facts.forks[fork].bound.get(arm);
    bound.is_some_and(|bound| bound.names.contains(&facts.locals[facts.whole(local)].name))
}

/// Whether another local of the same name is in view at a jump, or in all of an arm.
pub fn is_hidden_at(facts: &Facts, local: LocalId, end: End) -> bool {
    let is_hidden = |at| facts.is_renamed_at(local, at);
    match end {
        End::Jump(Leaving::Exit(exit)) => is_hidden(facts.exits[exit].at),
        End::Arm(fork, arm) if is_renamed(facts, fork, arm, local) => is_hidden(facts.forks[fork].bound[arm].before),
        End::Arm(fork, arm) => {
            let fork = &facts.forks[fork];
            let begin = fork.begins.get(arm).copied();
            begin.or_else(|| Some(fork.arms.get(arm)?.start)).is_some_and(is_hidden)
        }
        _ => false,
    }
}

/// Whether `let x;`, which gets its value in an arm, may be borrowed there by what lives on: `let t; let s = if c { t = name(); &t } else { "" };`.
pub fn may_be_borrowed_behind(facts: &Facts, local: LocalId, end: End) -> bool {
    let End::Arm(fork, arm) = end else { return false };
    let Some(span) = facts.forks[fork].arms.get(arm).filter(|_| facts.locals[local].is_late) else {
        return false;
    };
    let mut uses = facts.uses_in(span).iter();
    uses.any(|found| found.local == local && found.how != How::Assigned)
}

/// Whether deferred code behind a rest moves a local, which a call further in holds.
pub fn may_move_behind(facts: &Facts, plan: &Plan, split: &Split, local: LocalId) -> bool {
    split.mentions.contains(&local) && moves_in(facts, plan, split, local).any(|at| !plan.left_behind.contains(&at))
}

/// Whether a rest moves a local, or a macro in it may give it a value.
pub fn is_changed_in(facts: &Facts, plan: &Plan, split: &Split, local: LocalId) -> bool {
    let mut uses = facts.uses_of(local, &split.rest);
    let may_be_given = |used: &Use| facts.may_be_given.contains(&used.at);
    moves_in(facts, plan, split, local).next().is_some() || uses.any(may_be_given)
}

fn moves_in(facts: &Facts, plan: &Plan, split: &Split, local: LocalId) -> impl Iterator<Item = Position> {
    let uses = facts.uses_of(local, &split.rest);
    let moves = uses.filter(|found| {
        matches!(found.how, How::Moved | How::Passed | How::Refreshed) || plan.taken.contains(&found.at)
    });
    moves.map(|found| found.at)
}
