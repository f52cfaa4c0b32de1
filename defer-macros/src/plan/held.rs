//! What the future of a rest holds by `&mut` so that it can be sent (rule 8.5): a local that can be sent but not shared, where nothing
//! else can have borrowed it.

use super::data::{Colour, Declared, Plan, Split, SplitId};
use super::lives::Lives;
use super::rest::Rest;
use crate::resolve::facts::{Facts, Form, How, Local, LocalId, Position, ScopeId, ScopeKind, Span, StepKind, Use};
use crate::syntax::sharing::Sharing;
use std::collections::{BTreeMap, BTreeSet};

pub fn plan(facts: &Facts, lives: &Lives<'_>, plan: &mut Plan) {
    if !plan.splits.iter().any(|(_, split)| split.colour == Colour::Async) {
        return;
    }
    if !facts.detaches {
        plan.stay = staying(facts, plan);
    }
    plan.lends = lends(facts, plan);
    let lent = plan.lends.values().flatten();
    let told = plan.stay.iter();
    let told = told.filter(|local| facts.locals[**local].sharing == Sharing::Told);
    let mutable: Vec<_> = lent.chain(told).copied().collect();
    make_mutable(plan, &mutable);
    let borrowed = may_be_borrowed(facts);
    for id in plan.splits.ids() {
        if plan.splits[id].colour == Colour::Async {
            hold(facts, plan, lives, &borrowed, id);
        }
    }
}

/// The parameters of an async function that its body's future borrows: those in front of the first that may be moved, which is dropped
/// with the body.
fn staying(facts: &Facts, plan: &Plan) -> Vec<LocalId> {
    let Some(function) = facts.scopes.ids().next() else {
        return Vec::new();
    };
    let body = &facts.blocks[facts.scopes[function].block].span;
    let parameters = facts.locals.iter();
    let parameters = parameters.filter(|(_, local)| local.is_parameter && local.from < body.start && !local.is_self);
    let is_free = |local: &Local| local.is_copy || local.is_cursor || local.is_lent;
    let owned_self = facts.locals.iter().any(|(_, local)| local.is_self && !is_free(local));
    let mut stay = Vec::new();
    for (id, _) in parameters.filter(|(_, local)| !is_free(local) && !owned_self) {
        if is_named_in_front(facts, plan, id) {
            break;
        }
        let uses = facts.uses_of(id, body);
        // What may be moved in part is asked for as a whole, which then is the body's.
        let may_be_part = uses
            .clone()
            .any(|used| used.how.is_doubtful() && facts.may_be_part(used));
        let mut moving = uses.filter(|used| used.how.may_move()).peekable();
        let may_be_moved = moving.peek().is_some();
        if !may_be_part && moving.all(|used| used.how == How::MaybeMoved) {
            stay.push(id);
        }
        if may_be_moved || plan.handed.contains_key(&id) {
            break;
        }
    }
    stay
}

/// Whether what goes into a place is named in front of that, so that it can't be in there from the begin on.
fn is_named_in_front(facts: &Facts, plan: &Plan, local: LocalId) -> bool {
    plan.handed.get(&local).is_some_and(|handed| {
        let front = facts.locals[local].from..plan.splits[handed.split].rest.start;
        facts.uses_of(local, &front).next().is_some()
    })
}

/// What the futures of async blocks can borrow of what those have captured.
fn lends(facts: &Facts, plan: &Plan) -> BTreeMap<ScopeId, Vec<LocalId>> {
    let is_async_block = |scope: &ScopeId| {
        facts.scopes[*scope].kind == ScopeKind::AsyncBlock && plan.scopes[scope.beside()].is_cancellable
    };
    let blocks: Vec<_> = facts.scopes.ids().filter(is_async_block).collect();
    if blocks.is_empty() {
        return BTreeMap::new();
    }
    let steps = facts.blocks.iter().flat_map(|(_, block)| &block.steps);
    let declared: BTreeSet<_> = steps.flat_map(|step| step.declares.iter().copied()).collect();
    let lent = |scope: ScopeId| Some((scope, lent(facts, scope, &declared)?));
    blocks.into_iter().filter_map(lent).collect()
}

/// What an async block has captured and its body only borrows, but for the first, which is dropped before the others anyway.
fn lent(facts: &Facts, scope: ScopeId, declared: &BTreeSet<LocalId>) -> Option<Vec<LocalId>> {
    let mut captured = facts.captured_by(scope);
    captured.retain(|local| !facts.locals[*local].is_copy);
    let can_be_lent = |(at, local): (usize, &LocalId)| {
        let mut own = facts.uses_of(*local, &facts.scopes[scope].span);
        let known = &facts.locals[*local];
        let is_whole = own.clone().any(|used| !facts.may_be_part(used));
        let is_declared = known.is_parameter || declared.contains(local);
        let may_be_part = own
            .clone()
            .any(|used| facts.may_be_part(used) && used.how.is_doubtful());
        let is_moved = at > 0 && own.any(|used| used.how.may_move());
        !known.is_self && !may_be_part && is_whole && is_declared && !is_moved
    };
    captured.iter().enumerate().all(can_be_lent).then_some(captured)
}

fn make_mutable(plan: &mut Plan, locals: &[LocalId]) {
    for local in locals {
        let declared = &mut plan.locals[local.beside()];
        *declared = (*declared).max(Declared::MayBeMut);
    }
}

fn hold(facts: &Facts, plan: &mut Plan, lives: &Lives<'_>, borrowed: &[Option<Position>], id: SplitId) {
    let rest = Rest::of(facts, plan, lives, id);
    let split = &plan.splits[id];
    let around = split.outside_of_scope(facts);
    let function = facts.function_of(facts.blocks[split.block].scope);
    let returns_borrow = facts.scopes[facts.blocks[split.block].scope].returns_borrow;
    let (mut told, mut made) = (Vec::new(), Vec::new());
    let mut mentioned = rest.mentioned.iter().copied().collect::<Vec<_>>();
    mentioned.sort_by_key(|local| &facts.locals[*local].name);
    for local in mentioned {
        let known = &facts.locals[local];
        let is_borrowed = borrowed[local.place()].is_some_and(|from| from < split.rest.start);
        // What is assigned is held by `&mut` anyway.
        if is_borrowed
            || is_captured_by_reference(facts, split, local)
            || plan.handed.contains_key(&local)
            || rest.assigned.contains(&local)
            || split.has_no_value(lives, local)
        {
            continue;
        }
        match known.sharing {
            Sharing::Unknown => {}
            _ if macro_may_move_a_part(facts, &split.rest, local) => {}
            Sharing::Told => told.push(local),
            // Held as a whole it would be captured as a whole, and what is left of it dropped with the rest or the user's block (3.5, 8.5).
            Sharing::Made | Sharing::Given if may_move_a_part(facts, plan, id, local, split.rest.start) => {}
            Sharing::Made if known.owner != function && uses_parts(facts, &facts.scopes[function].span, local) => {}
            // A reference to it that the rest leaves behind may not outlive the rest then, so there must be none.
            Sharing::Made | Sharing::Given if known.from < around => {}
            Sharing::Made | Sharing::Given
                if split.mentions.contains(&local) && !hold_nothing(facts, &split.mentions, local) => {}
            // A borrow that comes out of the rest may be one that goes through it.
            Sharing::Given if returns_borrow || known.is_copy => {}
            // A closure that has captured it would hold it, too.
            Sharing::Given if known.owner != function => {}
            Sharing::Made | Sharing::Given => made.push(local),
        }
    }
    make_mutable(plan, &told);
    make_mutable(plan, &made);
    let parts = told
        .iter()
        .filter_map(|local| Some((*local, parts(facts, plan, id, *local)?)));
    let parts = parts.collect();
    let split = &mut plan.splits[id];
    (split.holds_told, split.holds_made, split.holds_parts) = (told, made, parts);
}

/// Whether a closure or async block of the user's has only borrowed it, as far as can be told: held by `&mut` it would be captured so.
fn is_captured_by_reference(facts: &Facts, split: &Split, local: LocalId) -> bool {
    let mut scope = facts.function_of(facts.blocks[split.block].scope);
    while facts.locals[local].owner != scope {
        let captures = &facts.scopes[scope];
        if matches!(captures.kind, ScopeKind::Closure | ScopeKind::AsyncBlock) {
            let mut uses = facts.uses_of(local, &captures.span);
            return !captures.is_move && !uses.any(|used| used.how.may_move() && used.how != How::MaybeMoved);
        }
        let Some(around) = captures.parent else { break };
        scope = facts.function_of(around);
    }
    false
}

/// Whether a part of a local may be moved from there on, of which a rest uses parts alone.
fn may_move_a_part(facts: &Facts, plan: &Plan, id: SplitId, local: LocalId, from: Position) -> bool {
    let rest = &plan.splits[id].rest;
    let by_value = |used: &Use| {
        let at = &used.at;
        facts.by_value.contains(at) || facts.matched.contains(at) || facts.in_macros.contains(at)
    };
    let uses = facts.uses_of(local, &(from..rest.end));
    let mut parts = uses.filter(|used| facts.may_be_part(used));
    parts.any(|used| used.how.is_doubtful() && by_value(used)) && uses_parts(facts, rest, local)
}

/// Whether a macro may move a part of a local of which a rest uses one: held as a whole it would be captured as a whole.
fn macro_may_move_a_part(facts: &Facts, rest: &Span, local: LocalId) -> bool {
    let uses = || facts.uses_of(local, rest);
    let is_given = |used: &Use| facts.in_macros.contains(&used.at) || facts.unread.contains(&used.at);
    uses().any(is_given) && uses().any(|used| facts.may_be_part(used))
}

/// Whether code uses parts of a local alone.
fn uses_parts(facts: &Facts, code: &Span, local: LocalId) -> bool {
    let mut uses = facts.uses_of(local, code);
    uses.all(|used| facts.may_be_part(used))
}

/// The parts of a local that a rest uses, where that is nothing else of what a closure or async block has captured, or may move one.
fn parts(facts: &Facts, plan: &Plan, id: SplitId, local: LocalId) -> Option<BTreeSet<Vec<String>>> {
    let split = &plan.splits[id];
    let is_own = facts.locals[local].owner == facts.function_of(facts.blocks[split.block].scope);
    if is_own && !may_move_a_part(facts, plan, id, local, facts.locals[local].from) {
        return None;
    }
    parts_used(facts, split, local)
}

/// The parts of a local that a rest uses, unless it uses all of it.
pub fn parts_used(facts: &Facts, split: &Split, local: LocalId) -> Option<BTreeSet<Vec<String>>> {
    let uses = facts.uses_of(local, &split.rest);
    let uses = uses.filter(|found| !facts.matched.contains(&found.at));
    let all: BTreeSet<_> = uses
        .map(|found| facts.parts.get(&found.at).cloned())
        .collect::<Option<_>>()?;
    let lies_in_another = |part: &&Vec<String>| {
        all.iter()
            .any(|other| part.len() > other.len() && part.starts_with(other))
    };
    Some(all.iter().filter(|part| !lies_in_another(part)).cloned().collect())
}

/// Whether naming any of these locals can be told not to give anything away: `but` is the only one that isn't `Copy`.
fn hold_nothing(facts: &Facts, locals: &[LocalId], but: LocalId) -> bool {
    let mut others = locals.iter().filter(|local| **local != but);
    others.all(|local| facts.locals[*local].is_copy)
}

/// From where on something that lives on may hold a borrow of each local.
fn may_be_borrowed(facts: &Facts) -> Vec<Option<Position>> {
    let mut borrowed = vec![None; facts.locals.len()];
    let mut note = |local: LocalId, at: Position| {
        let known: &mut Option<Position> = &mut borrowed[local.place()];
        *known = Some(known.map_or(at, |known| known.min(at)));
    };
    for (_, block) in facts
        .blocks
        .iter()
        .filter(|(_, block)| facts.scopes[block.scope].in_async)
    {
        for step in block
            .steps
            .iter()
            .filter(|step| !matches!(step.kind, StepKind::Site(_)))
        {
            let named = facts.uses_in(&step.span).iter().map(|found| found.local);
            let named = named.filter(|local| facts.locals[*local].from < step.span.start);
            let named = named.collect::<BTreeSet<_>>();
            let keepers = named.iter().filter(|local| !facts.locals[**local].is_copy);
            if step.form != Form::Statement || keepers.count() > 1 {
                named.iter().for_each(|local| note(*local, step.span.end));
            }
        }
    }
    for (_, site) in facts.sites.iter() {
        site.made_from
            .iter()
            .for_each(|local| note(*local, facts.step_of(site).span.start));
    }
    borrowed
}
