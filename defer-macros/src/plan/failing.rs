//! What a closure has given back where the deferred call behind it fails the scope by its own `?`: control doesn't come to where that would
//! be assigned, so that it is spared instead, as on any other way out that doesn't move it.

use super::data::{Passes, Plan, SlotId, SplitId};
use crate::resolve::facts::{Facts, LocalId, ScopeId, SiteId};
use std::collections::BTreeSet;

pub fn plan(facts: &Facts, plan: &mut Plan) {
    for id in plan.splits.ids().collect::<Vec<_>>() {
        let function = facts.function_of(facts.blocks[plan.splits[id].block].scope);
        let given_back = given_back(facts, plan, id, function);
        if given_back.is_empty() {
            continue;
        }
        for site in sites_behind(plan, id) {
            let is_left_early = plan.scopes[facts.sites[site].code.beside()].ends_early;
            let site = &mut plan.sites[site.beside()];
            if is_left_early && site.sees_ways {
                site.fails = Some(id);
            }
        }
        if !plan.sites.iter().any(|(_, site)| site.fails == Some(id)) {
            continue;
        }
        plan.spares.locals.extend(&given_back);
        plan.splits[id].spared_by_failure.extend(given_back);
    }
}

/// What some way out of a split gives back that is dropped somewhere.
fn given_back(facts: &Facts, plan: &Plan, id: SplitId, function: ScopeId) -> BTreeSet<LocalId> {
    let Passes::Ways(ways) = &plan.splits[id].passes else {
        return BTreeSet::new();
    };
    let ways = ways.next.iter().chain(&ways.breaks).chain(&ways.jumps);
    let can_be_spared = |local: &LocalId| {
        let known = &facts.locals[*local];
        known.owner == function && !known.is_copy && !known.is_reborrowed && !facts.results.contains(local)
    };
    let given_back = ways.flat_map(|way| &way.given_back).copied();
    given_back.filter(can_be_spared).collect()
}

/// The deferred calls that run behind a split.
pub fn sites_behind(plan: &Plan, id: SplitId) -> Vec<SiteId> {
    let split = &plan.splits[id];
    if split.keeps.is_some() {
        // They go into a slot, and run behind a split further out.
        return Vec::new();
    }
    let mut open: Vec<SlotId> = split.slots.clone();
    let mut sites: Vec<_> = split.site.into_iter().collect();
    while let Some(slot) = open.pop() {
        sites.extend(plan.slots[slot].site);
        open.extend(&plan.slots[slot].inner);
    }
    sites
}
