//! What the closure of a split owns, as far as can be told.

use super::data::{Passage, Passes, Plan, Split, SplitId, Through, WayTo, WayValue};
use super::lives::Lives;
use super::rest::Rest;
use crate::resolve::facts::{ExitId, Facts, How, LocalId, ScopeId, ScopeKind, Use};
use std::collections::BTreeSet;

/// The splits around one, from the inside out.
pub fn around(plan: &Plan, id: SplitId) -> Vec<SplitId> {
    std::iter::successors(plan.splits[id].around, |around| plan.splits[*around].around).collect()
}

/// What the closure of a split owns: what its rest moves, or gives its first value.
pub fn owned(facts: &Facts, plan: &Plan, lives: &Lives<'_>, id: SplitId) -> BTreeSet<LocalId> {
    let split = &plan.splits[id];
    let rest = Rest::of(facts, plan, lives, id);
    let fresh = split.threads.iter().filter(|thread| thread.kind.is_declared());
    let fresh = fresh.map(|thread| thread.local).chain(split.sunk.iter().copied());
    let function = facts.function_of(facts.blocks[split.block].scope);
    let uses = facts.numbered_uses_in(&split.rest);
    let leaving = uses.filter(|(used, found)| match facts.how_since(*used, split.rest.start) {
        How::Leaves(exit) => !plan.is_left_behind(id, found.local, found.at) && !is_built_behind(plan, exit, id),
        _ => false,
    });
    let leaving = leaving.map(|(_, found)| found.local);
    let leaving = leaving.filter(|local| facts.locals[*local].from < split.rest.start);
    let mut owned: BTreeSet<_> = rest.moved.iter().copied().chain(fresh).chain(leaving).collect();
    // A borrow by way of such a one may be what is returned.
    if facts.scopes[function].returns_borrow {
        owned.retain(|local| !rest.refreshed.contains(local));
    }
    owned.retain(|local| can_own(facts, split, *local));
    owned
}

/// Whether the closure of a split can own a local in a way that matters: it isn't a closure's of further out, is dropped somewhere, and
/// no deferred code behind the closure names it.
fn can_own(facts: &Facts, split: &Split, local: LocalId) -> bool {
    can_own_a_part(facts, split, local) && !split.mentions.contains(&local)
}

/// The same of a part: deferred code may name another one.
fn can_own_a_part(facts: &Facts, split: &Split, local: LocalId) -> bool {
    let known = &facts.locals[local];
    let function = facts.function_of(facts.blocks[split.block].scope);
    (known.owner == function || is_capturing(facts, function))
        && !known.is_copy
        && !known.is_reborrowed
        && !facts.results.contains(&local)
}

/// Whether the value of an exit is built behind the closure of a split.
fn is_built_behind(plan: &Plan, exit: ExitId, split: SplitId) -> bool {
    let mut passage = plan.exits[exit.beside()].through.as_ref();
    while let Some(Passage {
        split: left,
        way: Through::Jump(at),
        ..
    }) = passage
    {
        let Passes::Ways(ways) = &plan.splits[*left].passes else {
            return false;
        };
        let way = &ways.jumps[*at];
        let is_built = matches!(
            way.to,
            WayTo::Exit {
                value: WayValue::Built(_),
                ..
            }
        );
        if !is_built || *left == split {
            return is_built;
        }
        passage = way.on.as_ref();
    }
    false
}

/// What the closure of a split may own, as far as its rest tells: it is followed from the outermost one of these splits on.
pub fn doubted(facts: &Facts, plan: &Plan, lives: &Lives<'_>, id: SplitId) -> BTreeSet<LocalId> {
    let split = &plan.splits[id];
    let uses = facts.numbered_uses_in(&split.rest);
    let uses = uses.filter(|(used, _)| facts.how_since(*used, split.rest.start).is_doubtful());
    let around = around(plan, id);
    let is_doubted = |local: &LocalId| {
        let from = facts.locals[*local].from;
        let is_new = |around: &SplitId| from >= plan.splits[*around].rest.start;
        from < split.rest.start
            && around.iter().all(is_new)
            // What has no value yet is declared further in, where a closure owns it.
            && !split.has_no_value(lives, *local)
    };
    let deferred = split.deferred_in(facts, plan);
    let is_in_rest = |used: &Use| !deferred.iter().any(|code| code.contains(&used.at));
    let can_own = |used: &Use| match facts.may_be_part(used) && split.mentions.contains(&used.local) {
        true => can_own_a_part(facts, split, used.local) && is_in_rest(used),
        false => can_own(facts, split, used.local),
    };
    let uses = uses.filter(|(_, found)| can_own(found));
    uses.map(|(_, found)| found.local).filter(is_doubted).collect()
}

/// Whether it is a closure or async block of the user's, which owns what it moves.
fn is_capturing(facts: &Facts, function: ScopeId) -> bool {
    matches!(facts.scopes[function].kind, ScopeKind::Closure | ScopeKind::AsyncBlock)
}
