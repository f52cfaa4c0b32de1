//! What deferred code does where it runs: whether it awaits (rule 8.3), how it may end (rules 4.2, 6.3), and what it looks at of the
//! way its scope is left (rules 6.1, 6.6, 7.2).

use super::data::{Colour, Declared, Looks, Plan, ScopePlan, SitePlan, SlotId, Split};
use crate::ids::List;
use crate::resolve::facts::{Facts, LocalId, ScopeId, ScopeKind, SiteId, Target};
use crate::syntax::site::When;
use std::collections::BTreeSet;

/// The scopes, as far as their own code decides.
pub fn scopes(facts: &Facts) -> List<ScopePlan> {
    let (early, itself) = (ends_early(facts), ends_itself(facts));
    let plan_of = |(id, scope): (ScopeId, &crate::resolve::facts::Scope)| ScopePlan {
        colour: match scope.in_async && facts.awaits_in(&facts.blocks[scope.block].span) {
            true => Colour::Async,
            false => Colour::Plain,
        },
        is_cancellable: false,
        ends_early: early.contains(&id),
        ends_itself: itself.contains(&id) && !early.contains(&id),
    };
    facts.scopes.iter().map(plan_of).collect()
}

/// The deferred code that a `?` may end: its own, or that of a deferred call in it.
fn ends_early(facts: &Facts) -> BTreeSet<ScopeId> {
    let mut early = BTreeSet::new();
    for question in &facts.questions {
        let mut function = facts.function_of(question.scope);
        while let ScopeKind::Deferred(site) = facts.scopes[function].kind {
            if !early.insert(function) {
                break;
            }
            function = facts.function_of(facts.sites[site].scope);
        }
    }
    early
}

/// The deferred code that a `return` may end, which a macro may hide, and that which is a scope.
fn ends_itself(facts: &Facts) -> BTreeSet<ScopeId> {
    let returns = facts.exits.iter().filter(|(_, exit)| exit.to == Target::Return);
    let returns = returns.map(|(_, exit)| facts.function_of(exit.scope));
    let calls = facts.calls.iter().filter(|call| !call.is_recover);
    let calls = calls.map(|call| facts.function_of(call.scope));
    let mut itself = returns.chain(calls).collect::<BTreeSet<_>>();
    for (_, site) in facts.sites.iter() {
        let mut scope = Some(site.scope);
        while let Some(around) = scope {
            itself.insert(around);
            scope = facts.scopes[around].parent;
        }
    }
    itself
}

pub fn sites(facts: &Facts) -> List<SitePlan> {
    let is_completed = |(_, site): (SiteId, &crate::resolve::facts::Site)| SitePlan {
        sees_ways: facts.scopes[site.scope].kind.frame().is_some(),
        fails: None,
        is_completed: facts.detaches
            && facts.awaits_in(&facts.scopes[site.code].span)
            && is_of_the_function(facts, site.scope),
        question: question(facts, site.code),
    };
    facts.sites.iter().map(is_completed).collect()
}

/// The `?` that may leave deferred code early: the first one that stands there itself, or else among a macro's arguments or in a
/// deferred call of it.
fn question(facts: &Facts, code: ScopeId) -> Option<usize> {
    let span = &facts.scopes[code].span;
    let first = facts.questions.partition_point(|question| question.at < span.start);
    let inside = facts.questions_in(span).iter().zip(first..);
    let mut own = inside.clone().filter(|(question, _)| !question.in_macro);
    let own = own.find(|(question, _)| facts.function_of(question.scope) == code);
    let found = own.or_else(|| {
        inside
            .clone()
            .find(|(question, _)| comes_out_of(facts, question.scope, code))
    });
    found.map(|(_, place)| place)
}

/// Whether the error of a `?` in a scope comes out of this deferred code: of a deferred call in it, it does.
fn comes_out_of(facts: &Facts, scope: ScopeId, code: ScopeId) -> bool {
    let function = facts.function_of(scope);
    match facts.scopes[function].kind {
        _ if function == code => true,
        ScopeKind::Deferred(site) => comes_out_of(facts, facts.sites[site].scope, code),
        _ => false,
    }
}

/// Whether a scope is of the function itself, and of no closure or async block in it.
fn is_of_the_function(facts: &Facts, scope: ScopeId) -> bool {
    let function = facts.function_of(scope);
    match facts.scopes[function].kind {
        ScopeKind::Deferred(site) => is_of_the_function(facts, facts.sites[site].scope),
        kind => matches!(kind, ScopeKind::Function { .. }),
    }
}

/// Gives splits and slots their colour, and what the deferred code behind them looks at.
pub fn colour(facts: &Facts, plan: &mut Plan) {
    for id in plan.slots.ids() {
        let own = plan.slots[id].site.map(|site| facts.sites[site].code);
        let own = own.map_or(Colour::Plain, |code| plan.scopes[code.beside()].colour);
        let inner = plan.slots[id].inner.iter().map(|inner| plan.slots[*inner].colour);
        plan.slots[id].colour = inner.fold(own, Colour::and);
    }
    for id in plan.splits.ids() {
        let split = &plan.splits[id];
        let scope = facts.blocks[split.block].scope;
        let colour = plan.scopes[scope.beside()].colour;
        let (looks, mentions) = behind(facts, plan, split);
        let split = &mut plan.splits[id];
        (split.colour, split.looks, split.mentions) = (colour, looks, mentions.into_iter().collect());
        if colour == Colour::Async {
            note_cancellable(facts, plan, scope);
        }
    }
}

/// The async function, closure or block that a rest that awaits stands in is what a cancellation has to reach.
fn note_cancellable(facts: &Facts, plan: &mut Plan, mut scope: ScopeId) {
    loop {
        let is_async = plan.scopes[scope.beside()].colour == Colour::Async;
        plan.scopes[scope.beside()].is_cancellable |= is_async;
        let known = &facts.scopes[scope];
        let is_within = !matches!(
            known.kind,
            ScopeKind::Function { .. } | ScopeKind::Closure | ScopeKind::AsyncBlock
        );
        match known.parent {
            Some(parent) if is_within => scope = parent,
            _ => return,
        }
    }
}

/// What the deferred code behind a split looks at, and the locals that it names.
fn behind(facts: &Facts, plan: &Plan, split: &Split) -> (Looks, BTreeSet<LocalId>) {
    let mut found = (Looks::default(), BTreeSet::new());
    if let Some(site) = split.site {
        let (looks, mentions) = of_site(facts, plan, site);
        found = (found.0.and(looks), mentions);
    }
    for slot in &split.slots {
        let (looks, mentions) = of_slot(facts, plan, *slot);
        found.0 = found.0.and(looks);
        found.1.extend(mentions);
    }
    let takes_turns = split.slots.len() > 1 || split.slots.iter().any(|slot| !plan.slots[*slot].inner.is_empty());
    found.0.changes_left |= takes_turns;
    found.0.names_left |= takes_turns;
    found
}

fn of_slot(facts: &Facts, plan: &Plan, slot: SlotId) -> (Looks, BTreeSet<LocalId>) {
    let slot = &plan.slots[slot];
    let own = slot.site.map(|site| of_site(facts, plan, site)).unwrap_or_default();
    let (mut looks, mut mentions) = slot.inner.iter().fold(own, |(looks, mut mentions), inner| {
        let (inner_looks, inner_mentions) = of_slot(facts, plan, *inner);
        mentions.extend(inner_mentions);
        (looks.and(inner_looks), mentions)
    });
    mentions.retain(|local| !slot.kept.contains(local));
    looks.changes_left |= !slot.inner.is_empty();
    (looks, mentions)
}

fn of_site(facts: &Facts, plan: &Plan, id: SiteId) -> (Looks, BTreeSet<LocalId>) {
    let site = &facts.sites[id];
    let ends_early = plan.scopes[site.code.beside()].ends_early;
    let is_completed = plan.sites[id.beside()].is_completed;
    let at_value = ends_early || site.when != When::Always;
    let in_future = plan.scopes[site.scope.beside()].colour == Colour::Async;
    let mut mentions = site.mentions.iter().copied().collect::<BTreeSet<_>>();
    let is_named = matches!(
        facts.scopes[facts.function_of(site.scope)].kind,
        ScopeKind::Function { .. }
    );
    if at_value && is_named {
        mentions.extend(&facts.results);
    }
    let holds_borrow = mentions.iter().any(|local| facts.locals[*local].may_hold_borrow);
    let reaches = site.names_local || site.mentions_doubtful || holds_borrow;
    let looks = Looks {
        at_panic: site.recovers,
        at_value,
        at_memory: reaches && facts.has_unsafe,
        reaches,
        // In a future it is asked by `&mut`, which can be sent.
        changes_left: site.recovers || ends_early || site.takes_error || is_completed || site.asks && in_future,
        names_left: site.recovers || site.asks || at_value || is_completed,
    };
    (looks, mentions)
}

/// Which locals in a slot the deferred code may change, and which go before the last of that has run.
pub fn slots(facts: &Facts, plan: &mut Plan) {
    for id in plan.slots.ids() {
        for local in plan.slots[id].kept.clone() {
            let last = last_that_needs(facts, plan, id, local);
            if last != id && !facts.locals[local].is_copy {
                plan.slots[last].last_of.push(local);
            }
        }
        let kept = plan.slots[id].kept.iter().copied();
        let may_change =
            kept.filter(|local| facts.locals[*local].is_mut || plan.locals[local.beside()] != Declared::AsWritten);
        plan.slots[id].may_change = may_change.collect();
    }
}

/// The slot in this one, or itself, whose deferred code is the last that needs a local: what is reached first runs last.
fn last_that_needs(facts: &Facts, plan: &Plan, id: SlotId, local: LocalId) -> SlotId {
    let slot = &plan.slots[id];
    let is_named = |site: SiteId| facts.sites[site].mentions.contains(&local);
    if slot.site.is_some_and(is_named) {
        return id;
    }
    let mut inner = slot.inner.iter().map(|inner| (*inner, of_slot(facts, plan, *inner)));
    let first = inner.find(|(_, (_, mentions))| mentions.contains(&local));
    first.map_or(id, |(first, _)| last_that_needs(facts, plan, first, local))
}

impl Colour {
    pub fn and(self, other: Colour) -> Colour {
        match self {
            Colour::Plain => other,
            Colour::Async => Colour::Async,
        }
    }
}

impl Looks {
    pub fn and(self, other: Looks) -> Looks {
        Looks {
            at_panic: self.at_panic || other.at_panic,
            at_value: self.at_value || other.at_value,
            at_memory: self.at_memory || other.at_memory,
            reaches: self.reaches || other.reaches,
            changes_left: self.changes_left || other.changes_left,
            names_left: self.names_left || other.names_left,
        }
    }
}
