//! What has been moved in front of a split and gets a new value in its rest, on each way on which it is named again: the closure
//! couldn't assign what is gone, so it declares that once more and gives it back. If it is `Copy` after all, nothing changes.

use super::data::{Leaving, Plan, Split, SplitId, ThreadKind};
use super::flow::follow;
use super::lives::{Goes, Lives};
use super::owned::around;
use super::presence::{End, Presence, State};
use super::threads::is_hidden;
use super::watch::Watch;
use crate::resolve::facts::{ExitId, Facts, ForkKind, How, LocalId, Position, Span, Target, Use};
use crate::resolve::next::Next;
use std::collections::BTreeSet;

/// Decides for each split, from the inside out.
pub fn plan(facts: &Facts, lives: &Lives<'_>, plan: &mut Plan) {
    for id in plan.splits.ids().rev() {
        let rest = &plan.splits[id].rest;
        let assigned = facts.uses_in(rest).iter().filter(|found| found.how == How::Assigned);
        let assigned: BTreeSet<_> = assigned.map(|found| found.local).collect();
        let mut anew = Vec::new();
        for local in assigned {
            let moved = can_be(facts, plan, lives, id, local).then(|| moved_before(facts, local, rest.start));
            anew.extend(moved.flatten().map(|moved| (local, moved)));
        }
        if anew.is_empty() {
            continue;
        }
        let locals: Vec<_> = anew.iter().map(|(local, _)| *local).collect();
        let mut given = Given {
            facts,
            lives,
            plan,
            region: id,
            locals: &locals,
            lost: BTreeSet::new(),
        };
        let gone = vec![Presence::Gone; locals.len()];
        follow(facts, plan, id, &locals, gone, &mut given);
        let lost = given.lost;
        for (local, moved) in anew.into_iter().filter(|(local, _)| !lost.contains(local)) {
            plan.splits[id].anew.insert(local);
            // A wrong guess would drop the old value in another place.
            let guesses = moved.into_iter().filter(|found| found.how.is_guess());
            plan.taken.extend(guesses.map(|found| found.at));
        }
    }
}

impl Split {
    /// Whether a local has no value in front of the closure, which declares it.
    pub fn has_no_value(&self, lives: &Lives<'_>, local: LocalId) -> bool {
        self.anew.contains(&local) || lives.is_unassigned(local, self.rest.start)
    }
}

impl ThreadKind {
    /// Whether the closure declares it, and owns what it is given.
    pub fn is_declared(self) -> bool {
        matches!(self, ThreadKind::First | ThreadKind::Anew)
    }

    /// Whether a way out gives it back, to the next iteration or elsewhere.
    pub fn is_given_back(self, goes_on: bool) -> bool {
        match self {
            ThreadKind::Moved | ThreadKind::Anew => true,
            ThreadKind::First => !goes_on,
            ThreadKind::AtEnd => goes_on,
        }
    }
}

/// Whether a closure may declare a local once more as far as that tells: nobody else looks at its value, nor where a panic is recovered.
fn can_be(facts: &Facts, plan: &Plan, lives: &Lives<'_>, id: SplitId, local: LocalId) -> bool {
    let split = &plan.splits[id];
    let known = &facts.locals[local];
    let function = facts.function_of(facts.blocks[split.block].scope);
    let is_told = known.is_copy || known.is_copy_by_name || known.is_reborrowed || known.is_late;
    let around = around(plan, id).into_iter().chain([id]);
    let mut recovering = around.filter(|around| known.from < plan.splits[*around].rest.start);
    let mut inside = plan.splits_in(&split.rest);
    let (mut sites, mut uses) = (facts.sites.iter(), facts.uses_of(local, &split.rest));
    let is_given_elsewhere = |found: &Use| found.how == How::Assigned && is_in_closure(facts, found, split.rest.start);
    known.from < split.rest.start
        && known.owner == function
        && !is_told
        && !known.is_self
        && !known.is_hidden
        && !facts.has_unsafe
        && !facts.results.contains(&local)
        && !sites.any(|(_, site)| site.mentions.contains(&local))
        && !recovering.any(|around| plan.splits[around].looks.at_panic)
        && !inside.any(|(_, inside)| inside.looks.at_panic)
        && !uses.any(|found| is_in_doubt(facts, found) || is_given_elsewhere(found))
        && !is_hidden(facts, plan, lives, id, local)
}

/// What has moved a local wherever control comes to a position; nothing where it may be there.
fn moved_before(facts: &Facts, local: LocalId, at: Position) -> Option<Vec<&Use>> {
    let before = facts.locals[local].from..at;
    let moved = moved_in(facts, local, &before, at)?;
    let is_between = |found: &&Use| {
        let mut frames = facts.frames.iter().map(|(_, frame)| frame);
        frames.any(|frame| frame.is_loop && frame.span.contains(&at) && !frame.span.contains(&found.at))
    };
    let is_moved = |found: &&Use| !is_between(found) && !is_in_closure(facts, found, at);
    moved.iter().all(is_moved).then_some(moved)
}

/// The same of a part of the function, at its end.
fn moved_in<'f>(facts: &'f Facts, local: LocalId, part: &Span, end: Position) -> Option<Vec<&'f Use>> {
    let found = facts.uses_of(local, part).last()?;
    if facts.is_passed(found.at, end) {
        return is_moved(facts, found).then(|| vec![found]);
    }
    // In each arm of a choice that comes to its end.
    let forks = facts.forks.within(part, |fork| fork.span.start);
    let mut forks = forks.filter(|(_, fork)| fork.span.contains(&found.at) && fork.span.end <= part.end);
    let (_, fork) = forks.next()?;
    if fork.kind != (ForkKind::Choice { has_all: true }) {
        return None;
    }
    let leaves = |arm: &Span| {
        let mut exits = facts.exits_in(arm);
        exits.any(|(_, exit)| exit.end <= arm.end && facts.is_passed(exit.at, last_of(arm)))
    };
    let mut moved = Vec::new();
    for arm in fork.arms.iter().filter(|arm| !leaves(arm)) {
        moved.extend(moved_in(facts, local, arm, last_of(arm))?);
    }
    Some(moved)
}

fn last_of(arm: &Span) -> Position {
    Position(arm.end.0 - 1)
}

/// Whether a use moves all of its local.
fn is_moved(facts: &Facts, found: &Use) -> bool {
    let is_whole = !facts.may_be_part(found) && !facts.contents.contains(&found.at);
    matches!(found.how, How::Moved | How::Passed | How::Taken) && is_whole && !is_in_doubt(facts, found)
}

/// Whether a macro may do otherwise with it than it is written, or needn't look at it.
fn is_in_doubt(facts: &Facts, found: &Use) -> bool {
    let at = &found.at;
    let is_of_macro = facts.of_macro.keys().any(|used| facts.uses[*used].at == *at);
    facts.needs_nothing(found)
        || facts.may_be_given.contains(at)
        || facts.in_macros.contains(at)
        || facts.unread.contains(at)
        || facts.may_be_in_part.contains(at)
        || is_of_macro
}

/// Whether it stands in a closure or async block of the user's that a position isn't in.
fn is_in_closure(facts: &Facts, found: &Use, at: Position) -> bool {
    let mut closures = facts.closures.iter();
    closures.any(|span| (span.start..Position(span.end.0 + 1)).contains(&found.at) && !span.contains(&at))
}

/// Follows locals that are gone, and finds those that aren't given where they are needed.
struct Given<'f> {
    facts: &'f Facts,
    lives: &'f Lives<'f>,
    plan: &'f Plan,
    region: SplitId,
    locals: &'f [LocalId],
    lost: BTreeSet<LocalId>,
}

impl Given<'_> {
    fn leave(&mut self, to: Goes, state: &State) {
        for (local, presence) in self.locals.iter().zip(state) {
            let mut uses = self.facts.uses_of(*local, &self.plan.splits[self.region].rest);
            let is_fine = match presence {
                Presence::Here => true,
                _ if self.lives.is_named(*local, to) => false,
                Presence::Gone => true,
                // It is spared at the end of an arm, and nothing borrows it there.
                Presence::Apart(_) => uses.all(|found| matches!(found.how, How::Assigned | How::Advanced)),
                Presence::Perhaps(_) | Presence::Unclear(_) => false,
            };
            if !is_fine {
                self.lost.insert(*local);
            }
        }
    }
}

impl Watch for Given<'_> {
    type Known = ();

    fn used(&mut self, used: usize, state: Option<&State>) {
        let found = &self.facts.uses[used];
        let Some(at) = self.locals.iter().position(|local| *local == found.local) else {
            return;
        };
        let is_fine = match found.how {
            // What is made from it is another one by then.
            How::Assigned | How::Advanced => true,
            _ => state.is_some_and(|state| state[at] == Presence::Here),
        };
        if !is_fine {
            self.lost.insert(found.local);
        }
    }

    fn exit(&mut self, exit: ExitId, state: &mut State) -> Option<Leaving> {
        let to = self.facts.exits[exit].to;
        if self.facts.leaves(to, self.plan.splits[self.region].rest.start) {
            self.leave(Goes::To(to), state);
        }
        None
    }

    fn question(&mut self, _: usize, state: &mut State) {
        self.leave(Goes::To(Target::Return), state);
    }

    fn begins(&mut self, split: SplitId, state: Option<&State>) {
        let inner = &self.plan.splits[split];
        if split == self.region {
            return;
        }
        for (at, local) in self.locals.iter().enumerate() {
            let is_here = state.is_some_and(|state| state[at] == Presence::Here);
            let is_unused = self.facts.uses_of(*local, &inner.rest).next().is_none();
            if !is_here && !is_unused && !inner.anew.contains(local) {
                self.lost.insert(*local);
            }
        }
    }

    fn ends(&mut self, split: SplitId, state: &mut Option<State>) {
        let block = self.plan.splits[self.region].block;
        let to = match self.facts.next(block) {
            Next::Iteration(frame) => Goes::To(Target::Continue(frame)),
            Next::Block(frame) => Goes::To(Target::Break(frame)),
            Next::Inner => Goes::Behind(block),
            Next::Value | Next::Named | Next::Nowhere { .. } => Goes::Nowhere,
        };
        if let Some(state) = state.as_ref().filter(|_| split == self.region) {
            self.leave(to, state);
        }
    }

    fn doubts(&self, _: LocalId) -> bool {
        false
    }

    fn named_again(&mut self, _: &BTreeSet<usize>) {}

    fn named_behind(&mut self, _: &BTreeSet<usize>) {}

    fn may_own(&mut self, used: usize) {
        self.lost.insert(self.facts.uses[used].local);
    }

    fn overwrites(&mut self, _: usize, _: &BTreeSet<End>) {}

    fn may_have_had_value(&self, _: LocalId, _: Position) -> bool {
        true
    }

    fn known(&self) {}

    fn forget(&mut self, (): ()) {}
}
