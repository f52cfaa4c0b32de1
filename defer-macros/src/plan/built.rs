//! Values that are built behind a closure instead of in it, where that makes no difference (rule 4.1).

use super::data::{Declared, Plan, Split, SplitId};
use super::found::{Found, Leaving, Value};
use super::rest::reads_doubtful_constant;
use crate::resolve::facts::{ExitId, ExitValue, Facts, LocalId, Meaning, Position, ScopeKind};

/// The exit whose value is made of constructors and locals of further out alone, so that building it behind the closure makes
/// no difference.
pub fn outside(facts: &Facts, split: &Split, leaving: &Leaving) -> Option<ExitId> {
    let Value::Plain(exit) = leaving.value else { return None };
    let ExitValue::Plain(value) = &facts.exits[exit].value else {
        return None;
    };
    let is_left_alone = !value.locals.is_empty()
        && value.is_known
        && !split.looks.at_value
        && !split.looks.at_memory
        && !reads_doubtful_constant(facts, value, &split.rest, leaving.at)
        && !is_bound_in_rest(facts, split, &value.locals, &value.others, leaving.at)
        && value.locals.iter().all(|local| is_left_alone(facts, split, *local));
    is_left_alone.then_some(exit)
}

/// Whether the rest may bind a name of the value itself.
pub fn is_bound_in_rest(facts: &Facts, split: &Split, locals: &[LocalId], others: &[String], at: Position) -> bool {
    let names = &facts.names;
    let is_bound = |name: &str| names.at(name, at).any(|binding| binding.span.start >= split.rest.start);
    let is_local = |name: &String| {
        names
            .at(name, split.rest.start)
            .any(|binding| binding.means != Meaning::Item)
    };
    is_bound("*")
        || others.iter().any(|name| is_bound(name) || is_local(name))
        || locals
            .iter()
            .any(|local| facts.is_hidden_since(*local, split.rest.start, at))
}

fn is_left_alone(facts: &Facts, split: &Split, local: LocalId) -> bool {
    let known = &facts.locals[local];
    let function = facts.function_of(facts.blocks[split.block].scope);
    let is_captured = match facts.scopes[function].kind {
        ScopeKind::Closure | ScopeKind::AsyncBlock => known.from < facts.scopes[function].span.start,
        _ => false,
    };
    let is_outer = match known.is_self {
        // By value it can't be touched.
        true => !split.looks.reaches,
        // What a closure of the user's captures isn't its to touch.
        false => split.outside.is_some_and(|outside| known.from < outside) && !(split.looks.reaches && is_captured),
    };
    is_outer && !split.mentions.contains(&local) && !split.threads.iter().any(|thread| thread.local == local)
}

/// What is built behind the deferred code is touched in front of it where that may reach it, so that rustc refuses an alias:
/// exclusively, as a move would, unless it can only be copied.
pub fn touch(
    facts: &Facts,
    plan: &mut Plan,
    id: SplitId,
    built: Option<ExitId>,
    found: &Found,
) -> Vec<(LocalId, bool)> {
    let Some(ExitValue::Plain(value)) = built.map(|exit| &facts.exits[exit].value) else {
        return Vec::new();
    };
    let name = |local: &LocalId| &facts.locals[*local].name;
    for (std, given) in &found.std {
        if value.locals.iter().any(|local| given.contains(name(local))) {
            plan.only.insert(std.clone());
        }
    }
    if !plan.splits[id].looks.reaches {
        return Vec::new();
    }
    let mut locals = value.locals.clone();
    locals.sort_by_key(name);
    locals.dedup();
    let touched = locals.into_iter().map(|local| (local, !facts.locals[local].is_copy));
    let touched = touched.collect::<Vec<_>>();
    for (local, _) in touched.iter().filter(|(_, is_exclusive)| *is_exclusive) {
        plan.locals[local.beside()] = Declared::Mut;
    }
    touched
}
