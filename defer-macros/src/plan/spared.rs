//! What is spared where, as it is noted in the plan.

use super::data::{Leaving, Plan, SparedInArm, SplitId};
use super::doubts::{Doubts, note_dropless};
use super::flow::End;
use crate::resolve::facts::{Facts, ForkId, How, LocalId, Position, ScopeId};
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
    pub doubts: Doubts,
}

impl Found {
    pub fn note(self, facts: &Facts, plan: &mut Plan) {
        self.doubts.note(facts, plan);
        for (split, local) in self.unclear {
            let known = &facts.locals[local];
            match known.is_dropless || known.takes.is_generic() {
                true => note_dropless(facts, plan, split, local),
                false => plan.splits[split].stays.push(local),
            }
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
                    let spared = spared.into_iter().map(|local| SparedInArm {
                        local,
                        at_end: must_wait(facts, plan, fork, arm, local),
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
        let is_taken_apart = found.how == How::TakenApart && plan.taken.contains(&found.at);
        let is_copied = facts.locals[found.local].is_copy_by_name && found.how != How::Mentioned;
        if !is_taken_apart && !is_copied {
            continue;
        }
        let Some(split) = outermost(facts, plan, found.local, found.at) else {
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

/// The outermost split around a position that the local is declared in front of.
fn outermost(facts: &Facts, plan: &Plan, local: LocalId, at: Position) -> Option<SplitId> {
    let before = facts.locals[local].from..at;
    let mut around = plan.splits_in(&before);
    around.find(|(_, split)| split.rest.contains(&at)).map(|(id, _)| id)
}

/// Whether a local is used in an arm, or may leave there.
fn must_wait(facts: &Facts, plan: &Plan, fork: ForkId, arm: usize, local: LocalId) -> bool {
    let Some(span) = facts.forks[fork].arms.get(arm) else {
        return false;
    };
    facts.uses_in(span).iter().any(|found| found.local == local)
        || facts.exits_in(span).next().is_some()
        || !facts.questions_in(span).is_empty()
        || plan.splits_in(span).next().is_some()
}
