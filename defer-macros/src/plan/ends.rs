//! Rests that never come to their end, which gives no first value to a local of further out then (rule 3.2).

use super::data::{Action, Passes, Plan, Split, SplitId};
use super::exits::{Exits, goes_on};
use super::found::Found;
use crate::resolve::facts::{Last, StepKind};
use crate::resolve::next::Next;

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
        let is_left = found.leaving.iter().any(|leaving| goes_on(next, leaving));
        self.never_ends(split) && !goes_on_further_in && !is_left && !split.looks.changes_left
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
