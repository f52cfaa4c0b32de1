//! What goes into a place in front of the deferred calls, and out of that where it is moved: the rests of several would each hold it
//! (rule 8.6).

use super::data::{Colour, Handed, Plan};
use crate::resolve::facts::{Facts, How, LocalId, Position};
use std::borrow::Cow;
use std::collections::{BTreeMap, BTreeSet};

pub fn plan(facts: &Facts, plan: &mut Plan) {
    if facts.could_be_handed.is_empty() {
        return;
    }
    let (last, named) = (last_uses(facts), named_elsewhere(facts));
    let uses = facts.could_be_handed.iter();
    let uses = uses.map(|(used, is_awaited)| (*used, *is_awaited, &facts.uses[*used]));
    let only = uses.filter(|(used, _, found)| last[&found.local].0 == *used && !named.contains(&found.local));
    let handed = only.filter_map(|(used, is_awaited, found)| {
        let split = plan.outermost_around(facts, found.local, found.at)?;
        let function = facts.function_of(facts.blocks[plan.splits[split].block].scope);
        let is_of_use = plan.splits[split].colour == Colour::Async || facts.unsure.contains(&used);
        let is_own = is_of_use && function == facts.locals[found.local].owner;
        let is_first = last[&found.local]
            .1
            .is_none_or(|before| before < plan.splits[split].rest.start);
        let handed = Handed {
            used,
            is_awaited,
            split,
        };
        (is_own && is_first).then_some((found.local, handed))
    });
    let handed: BTreeMap<_, _> = handed.collect();
    plan.spares.locals.extend(handed.keys());
    plan.handed = handed;
}

/// The last use of each local, and where the one before it is.
fn last_uses(facts: &Facts) -> BTreeMap<LocalId, (usize, Option<Position>)> {
    let mut last = BTreeMap::new();
    for (used, found) in facts.uses.iter().enumerate() {
        let before = last
            .get(&found.local)
            .map(|(before, _): &(usize, _)| facts.uses[*before].at);
        last.insert(found.local, (used, before));
    }
    last
}

/// What deferred calls name, or what names the result.
fn named_elsewhere(facts: &Facts) -> BTreeSet<LocalId> {
    let sites = facts.sites.iter();
    let named = sites.flat_map(|(_, site)| site.mentions.iter().chain(&site.made_from));
    named.chain(&facts.results).copied().collect()
}

/// The facts where what is handed is only borrowed.
pub fn without<'f>(facts: &'f Facts, plan: &Plan) -> Cow<'f, Facts> {
    let mut facts = Cow::Borrowed(facts);
    for handed in plan.handed.values() {
        facts.to_mut().uses[handed.used].how = How::Mentioned;
    }
    facts
}
