//! What a success takes along from behind the closures, so that `errdefer!`, which doesn't run then, may mention it (rule 6.5). The closures
//! only borrow it; the other parts of the value come out of them as data.

use super::built;
use super::data::{Declared, Plan, Split, SplitId};
use super::found::{Found, Value, around_exits};
use super::lives::Lives;
use super::rest::Rest;
use crate::resolve::facts::{ExitId, Facts, LocalId, Part, ReturnedShape, ScopeKind, SiteId, Success, Target};
use crate::resolve::next::Next;
use crate::syntax::site::When;
use std::collections::BTreeSet;

/// What the deferred code behind a split does, by when it runs.
#[derive(Default)]
struct Runs {
    /// The locals that code names which runs on failure alone, and those that other code names.
    on_failure: BTreeSet<LocalId>,
    on_success: BTreeSet<LocalId>,
    /// What of further in the slots hold.
    kept: BTreeSet<LocalId>,
    /// Whether the other code may reach locals that it doesn't name, by what borrows them, and by raw pointers.
    reaches: bool,
    reaches_memory: bool,
}

/// Decides for each value that is a success as it is written.
pub fn plan(facts: &Facts, lives: &Lives<'_>, plan: &mut Plan) {
    let mut sites = facts.sites.iter();
    let takes_part = |part: &Part| matches!(part, Part::Field(_));
    let mut successes = facts.exits.iter().filter_map(|(_, exit)| exit.success.as_ref());
    let takes_parts = successes.any(|success| success.parts.iter().any(takes_part));
    if !takes_parts && !sites.any(|(_, site)| site.when == When::Failure) {
        return;
    }
    let runs = plan.splits.iter().map(|(_, split)| runs_behind(facts, plan, split));
    let runs = runs.collect::<Vec<_>>();
    for (exit, around) in facts.exits.ids().zip(around_exits(facts, plan)) {
        let passed = std::iter::successors(around, |split| plan.splits[*split].around);
        let passed = passed.collect::<Vec<_>>();
        let behind = taken_by(facts, lives, plan, &runs, &passed, exit);
        let Some(success) = facts.exits[exit].success.as_ref().filter(|_| !behind.is_empty()) else {
            continue;
        };
        let uses = facts.uses_in(&success.span).iter();
        let left = uses.filter(|found| behind.contains(&found.local)).map(|found| found.at);
        plan.left_behind.extend(left);
        plan.exits[exit.beside()].behind = behind;
    }
    plan.made_inside = made_inside(facts, lives, plan, &runs);
}

/// What closures own since something else in them moves it, and no code for failures behind them names it.
fn made_inside(facts: &Facts, lives: &Lives<'_>, plan: &Plan, runs: &[Runs]) -> BTreeSet<(SplitId, LocalId)> {
    let along = taken_along(plan);
    let mut made = BTreeSet::new();
    for id in plan.splits.ids().filter(|_| !along.is_empty()) {
        let rest = Rest::of(facts, plan, lives, id);
        let is_named = |local: &LocalId| {
            let mut around = std::iter::successors(Some(id), |split| plan.splits[*split].around);
            around.any(|split| runs[split.place()].on_failure.contains(local))
        };
        let owned = rest.moved.intersection(&along).copied();
        let owned = owned.filter(|local| !facts.locals[*local].is_copy && !is_named(local));
        made.extend(owned.map(|local| (id, local)));
    }
    made
}

/// The locals that the value of an exit takes along from behind all splits that it passes: all that it can, if deferred code for
/// failures mentions one of them, and none if it needn't.
fn taken_by(
    facts: &Facts,
    lives: &Lives<'_>,
    plan: &Plan,
    runs: &[Runs],
    passed: &[SplitId],
    id: ExitId,
) -> Vec<LocalId> {
    let exit = &facts.exits[id];
    let Some(success) = exit.success.as_ref().filter(|_| exit.to == Target::Return) else {
        return Vec::new();
    };
    let function = &facts.scopes[facts.function_of(exit.scope)];
    if !function.kind.ends_with_value() {
        return Vec::new();
    }
    let locals = success.parts.iter().filter_map(|part| match part {
        Part::Local(local) | Part::Field(local) => Some(*local),
        Part::Made => None,
    });
    let mut locals = locals.collect::<Vec<_>>();
    let is_in_part = |local: &LocalId| success.parts.contains(&Part::Field(*local));
    let stays = |local: &LocalId| {
        let mut around = passed
            .iter()
            .filter(|split| is_outside(facts, lives, plan, **split, *local));
        around.all(|split| {
            let runs = &runs[split.place()];
            let is_out_of_reach = || is_out_of_reach(facts, function.span.start, function.kind, *local);
            let is_used = runs.on_success.contains(local) || runs.kept.contains(local) || runs.reaches_memory;
            let is_hidden =
                || built::is_bound_in_rest(facts, &plan.splits[*split], &[*local], &success.others, exit.at);
            !is_used && (!runs.reaches || !is_out_of_reach()) && !is_hidden()
        })
    };
    locals.retain(stays);
    let is_needed = |local: &LocalId| {
        let mut around = passed
            .iter()
            .filter(|split| is_outside(facts, lives, plan, **split, *local));
        let is_needed = |split: &SplitId| {
            let is_whole = || is_in_part(local) && uses_all_of(facts, &plan.splits[*split], *local, success);
            runs[split.place()].on_failure.contains(local) || is_whole()
        };
        !facts.locals[*local].is_copy && around.any(is_needed)
    };
    locals.retain(|local| !is_in_part(local) || is_needed(local));
    let is_possible = locals.iter().any(is_needed)
        && passed
            .iter()
            .filter(|split| {
                locals
                    .iter()
                    .any(|local| is_outside(facts, lives, plan, **split, *local))
            })
            .all(|split| may_be_data(facts, plan, *split, function.returned));
    if !is_possible {
        locals.clear();
    }
    locals
}

/// Whether a closure that moves a part of a local would take all of it along: it is used as a whole elsewhere in the rest.
fn uses_all_of(facts: &Facts, split: &Split, local: LocalId, success: &Success) -> bool {
    let uses = facts.uses_of(local, &split.rest);
    let mut elsewhere = uses.filter(|found| !success.span.contains(&found.at));
    elsewhere.any(|found| !facts.may_be_part(found))
}

/// A local that can't be touched in front of deferred code: what a closure of the user's captures, and `self`.
fn is_out_of_reach(facts: &Facts, start: crate::resolve::facts::Position, function: ScopeKind, local: LocalId) -> bool {
    let local = &facts.locals[local];
    let is_closure = matches!(function, ScopeKind::Closure | ScopeKind::AsyncBlock);
    local.is_self || is_closure && local.from < start
}

/// Whether the ways out of a split can be data where they needn't be otherwise: what hides one can be told no other way.
fn may_be_data(facts: &Facts, plan: &Plan, id: SplitId, returned: ReturnedShape) -> bool {
    let split = &plan.splits[id];
    let is_told = returned != ReturnedShape::Inferred || facts.questions_in(&split.rest).is_empty();
    let hides_none = !facts.calls_in(&split.rest).iter().any(|call| call.hides_exit);
    facts.next(split.block) != Next::Value || is_told && hides_none
}

/// Whether a local is declared in front of a split, and has a value there: else it is declared in the closure.
fn is_outside(facts: &Facts, lives: &Lives<'_>, plan: &Plan, split: SplitId, local: LocalId) -> bool {
    let start = plan.splits[split].rest.start;
    facts.locals[local].from < start
        && !lives.is_unassigned(local, start)
        && !plan.made_inside.contains(&(split, local))
}

fn runs_behind(facts: &Facts, plan: &Plan, split: &Split) -> Runs {
    let mut runs = Runs::default();
    runs.site(facts, split.site);
    let mut slots = split.slots.iter().chain(&split.keeps).copied().collect::<Vec<_>>();
    while let Some(slot) = slots.pop() {
        let slot = &plan.slots[slot];
        runs.site(facts, slot.site);
        runs.kept.extend(&slot.kept);
        slots.extend(&slot.inner);
    }
    runs
}

impl Runs {
    fn site(&mut self, facts: &Facts, site: Option<SiteId>) {
        let Some(site) = site.map(|site| &facts.sites[site]) else {
            return;
        };
        if site.when == When::Failure {
            return self.on_failure.extend(&site.mentions);
        }
        let holds_borrow = site.mentions.iter().any(|local| facts.locals[*local].may_hold_borrow);
        self.on_success.extend(&site.mentions);
        self.reaches |= site.names_local || site.mentions_doubtful || holds_borrow;
        self.reaches_memory = self.reaches && facts.has_unsafe;
    }
}

/// Whether something that leaves a rest takes a local along from behind it.
pub fn takes_along(facts: &Facts, lives: &Lives<'_>, plan: &Plan, id: SplitId, found: &Found) -> bool {
    let mut values = found.leaving.iter().map(|leaving| leaving.value);
    values.any(|value| matches!(value, Value::Behind(exit) if parts(facts, lives, plan, id, exit).is_some()))
}

/// What of the value of an exit comes out of a split as data, by its places there; nothing where none of it stands in front of
/// the split, so that it is made in the closure.
pub fn parts(facts: &Facts, lives: &Lives<'_>, plan: &Plan, id: SplitId, exit: ExitId) -> Option<Vec<usize>> {
    let Success { parts, .. } = facts.exits[exit].success.as_ref()?;
    let behind = &plan.exits[exit.beside()].behind;
    let comes_out = |part: &Part| match part {
        Part::Local(local) | Part::Field(local) => {
            !behind.contains(local) || !is_outside(facts, lives, plan, id, *local)
        }
        Part::Made => true,
    };
    let inside = parts.iter().enumerate().filter(|(_, part)| comes_out(part));
    let inside = inside.map(|(at, _)| at).collect::<Vec<_>>();
    (inside.len() < parts.len()).then_some(inside)
}

/// What is taken along from behind deferred code is touched in front of it where that may reach it: see [`built::touch`].
pub fn touch(
    facts: &Facts,
    lives: &Lives<'_>,
    plan: &mut Plan,
    id: SplitId,
    exit: ExitId,
    found: &Found,
) -> Vec<(LocalId, bool)> {
    let behind = plan.exits[exit.beside()].behind.clone();
    let outside = behind
        .into_iter()
        .filter(|local| is_outside(facts, lives, plan, id, *local));
    let outside = outside.collect::<Vec<_>>();
    for (std, given) in &found.std {
        if outside.iter().any(|local| given.contains(&facts.locals[*local].name)) {
            plan.only.insert(std.clone());
        }
    }
    if !runs_behind(facts, plan, &plan.splits[id]).reaches {
        return Vec::new();
    }
    let touched = outside.into_iter().map(|local| (local, !facts.locals[local].is_copy));
    let touched = touched.collect::<Vec<_>>();
    for (local, _) in touched.iter().filter(|(_, is_exclusive)| *is_exclusive) {
        plan.locals[local.beside()] = Declared::Mut;
    }
    touched
}

/// All locals that a success takes along from behind.
pub fn taken_along(plan: &Plan) -> BTreeSet<LocalId> {
    plan.exits
        .iter()
        .flat_map(|(_, exit)| exit.behind.iter().copied())
        .collect()
}

/// Notes that the deferred code behind a split sees data.
pub fn note_seen(plan: &mut Plan, id: SplitId) {
    let split = &plan.splits[id];
    let mut sites = split
        .site
        .into_iter()
        .filter(|_| split.keeps.is_none())
        .collect::<Vec<_>>();
    let mut slots = split.slots.clone();
    while let Some(slot) = slots.pop() {
        sites.extend(plan.slots[slot].site);
        slots.extend(&plan.slots[slot].inner);
    }
    for site in sites {
        plan.sites[site.beside()].sees_ways = true;
    }
}
