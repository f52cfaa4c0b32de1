//! Rests that never come to their end, which gives no first value to a local of further out then (rule 3.2).

use super::data::{Action, Leaving, Passes, Plan, Split, SplitId};
use super::exits::{Exits, goes_on};
use super::flow::follow;
use super::found::Found;
use super::presence::State;
use super::watch::Watch;
use crate::resolve::facts::{ExitId, Facts, ForkKind, Last, LocalId, LoopEnd, Position, StepKind};
use crate::resolve::next::Next;
use std::collections::BTreeSet;

impl Exits<'_> {
    /// Whether what follows a block with a label never does so behind this split. A recovered panic goes on there.
    pub fn is_never_left_for(&self, plan: &Plan, id: SplitId, next: Next, found: &Found) -> bool {
        let split = &plan.splits[id];
        let mut actions = plan.blocks[split.block.beside()].steps[split.step + 1..].iter();
        let inner = actions.find_map(|action| match action {
            Action::Splits(inner) => Some(&plan.splits[*inner].passes),
            _ => None,
        });
        let goes_on_further_in = inner.is_some_and(|inner| !matches!(inner, Passes::Ways(ways) if ways.next.is_none()));
        let is_left = found.leaving.iter().any(|leaving| goes_on(next, leaving.to));
        self.never_ends(split) && !goes_on_further_in && !is_left && !split.looks.changes_left
    }

    /// Whether no iteration follows that of this split, so that rustc has to see that: what it has moved isn't needed again.
    pub fn is_never_repeated(&self, plan: &Plan, id: SplitId, next: Next, found: &Found) -> bool {
        // What is written is to be compiled, also where control doesn't come to it.
        let is_left = found.leaving.iter().any(|leaving| goes_on(next, leaving.to));
        !is_left && !plan.splits[id].looks.changes_left && !reaches_end(self.facts, plan, id)
    }

    /// Whether a rest ends by leaving its block, as it is written.
    pub fn never_ends(&self, split: &Split) -> bool {
        let last = self.facts.blocks[split.block].steps.last();
        last.is_some_and(|last| {
            let leaves = matches!(last.kind, StepKind::Plain(Last::Return | Last::Jump));
            leaves && last.span.start >= split.rest.start
        })
    }
}

/// Whether control may come to the end of a rest, as far as can be told.
fn reaches_end(facts: &Facts, plan: &Plan, id: SplitId) -> bool {
    let rest = &plan.splits[id].rest;
    let mut forks = facts.forks.within(rest, |fork| fork.span.start);
    let may_hide_break = forks.any(|(_, fork)| {
        let may_end = matches!(
            fork.kind,
            ForkKind::Frame {
                comes_to: LoopEnd::OneOfAMacro,
                ..
            }
        );
        may_end
            && facts
                .calls_in(&fork.span)
                .iter()
                .any(|call| call.hides_exit || call.may_return_value)
    });
    let mut reach = Reach {
        facts,
        plan,
        region: id,
        end: false,
    };
    follow(facts, plan, id, &[], State::new(), &mut reach);
    may_hide_break || reach.end
}

/// Follows control alone.
struct Reach<'p> {
    facts: &'p Facts,
    plan: &'p Plan,
    region: SplitId,
    end: bool,
}

impl Watch for Reach<'_> {
    type Known = bool;

    fn exit(&mut self, exit: ExitId, _: &mut State) -> Option<Leaving> {
        let next = self.facts.next(self.plan.splits[self.region].block);
        self.end |= goes_on(next, self.facts.exits[exit].to);
        None
    }

    fn question(&mut self, _: usize, _: &mut State) {}

    fn doubts(&self, _: LocalId) -> bool {
        false
    }

    fn named_again(&mut self, _: &BTreeSet<usize>) {}

    fn named_behind(&mut self, _: &BTreeSet<usize>) {}

    fn may_own(&mut self, _: usize) {}

    fn begins(&mut self, _: SplitId, _: Option<&State>) {}

    fn ends(&mut self, id: SplitId, state: &mut Option<State>) {
        let split = &self.plan.splits[id];
        if split.looks.changes_left {
            // A panic that is recovered goes on there.
            state.get_or_insert_default();
        } else if split.passes == Passes::Never && id != self.region {
            *state = None;
        }
        self.end |= id == self.region && state.is_some();
    }

    fn may_have_had_value(&self, _: LocalId, _: Position) -> bool {
        false
    }

    fn known(&self) -> bool {
        self.end
    }

    fn forget(&mut self, known: bool) {
        self.end = known;
    }
}
