//! What goes into a place in front of the deferred calls, and out of that where it is moved: the rests of several would each hold it
//! (rule 8.6).

use super::data::{Colour, Handed, Plan, SplitId};
use crate::resolve::facts::{Facts, How, LocalId, Position};
use std::borrow::Cow;
use std::collections::BTreeMap;

pub fn plan(facts: &Facts, plan: &mut Plan) {
    let uses = facts.could_be_handed.iter();
    let handed = uses.filter_map(|(used, is_awaited)| {
        let found = &facts.uses[*used];
        let split = outermost(facts, plan, found.local, found.at)?;
        let handed = Handed {
            used: *used,
            is_awaited: *is_awaited,
            split,
        };
        is_only_use(facts, plan, found.local, split).then_some((found.local, handed))
    });
    let handed: BTreeMap<_, _> = handed.collect();
    plan.spares.locals.extend(handed.keys());
    plan.handed = handed;
}

/// The facts where what is handed is only borrowed.
pub fn without<'f>(facts: &'f Facts, plan: &Plan) -> Cow<'f, Facts> {
    let mut facts = Cow::Borrowed(facts);
    for handed in plan.handed.values() {
        facts.to_mut().uses[handed.used].how = How::Mentioned;
    }
    facts
}

fn outermost(facts: &Facts, plan: &Plan, local: LocalId, at: Position) -> Option<SplitId> {
    let before = facts.locals[local].from..at;
    let mut around = plan.splits_in(&before);
    let (id, split) = around.find(|(_, split)| split.rest.contains(&at))?;
    let function = facts.function_of(facts.blocks[split.block].scope);
    (split.colour == Colour::Async && function == facts.locals[local].owner).then_some(id)
}

/// Whether a local is used once from a split on, and by no deferred call.
fn is_only_use(facts: &Facts, plan: &Plan, local: LocalId, split: SplitId) -> bool {
    let from = plan.splits[split].rest.start;
    let is_it = |other: &LocalId| *other == local;
    let later = facts.uses.iter().filter(|used| used.local == local && used.at >= from);
    let mut sites = facts.sites.iter();
    let is_deferred = sites.any(|(_, site)| site.mentions.iter().chain(&site.made_from).any(is_it));
    let is_result = facts.results.iter().any(is_it);
    later.count() == 1 && !is_deferred && !is_result
}
