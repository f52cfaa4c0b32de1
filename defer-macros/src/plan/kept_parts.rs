//! A part of a local that is moved on one way out and there on another: it is followed as a local is. Where it is there it comes out of the
//! closure, and goes back to what it is a part of behind that, so that all of it is dropped in the order of its type.

use super::data::{Declared, Plan, SplitId};
use super::{held, leftovers};
use crate::resolve::facts::{Facts, How, Local, LocalId, PartMoved, Position, Use};
use std::collections::{BTreeMap, BTreeSet};

type Path = Vec<String>;

/// A part that is followed.
#[derive(Debug, Clone, PartialEq)]
pub struct KeptPart {
    pub of: LocalId,
    pub path: Path,
    /// The outermost closure that may own it.
    pub split: SplitId,
}

/// Takes parts for locals of their own; nothing where there are none.
pub fn apart(facts: &Facts, plan: &mut Plan) -> Option<Facts> {
    if facts.has_unsafe || facts.detaches || facts.part_moves.is_empty() {
        return None;
    }
    let mut found = Vec::new();
    for local in &facts.own {
        let paths = followed(facts, plan, *local);
        found.extend(paths.into_iter().map(|(path, split)| (*local, path, split)));
    }
    if found.is_empty() {
        return None;
    }
    let mut apart = facts.clone();
    for (of, path, split) in found {
        let name = std::iter::once(&facts.locals[of].name).chain(&path);
        let name = name.map(String::as_str).collect::<Vec<_>>().join(".");
        let part = apart.locals.push(Local {
            name,
            is_copy: false,
            ..facts.locals[of].clone()
        });
        apart.part_of.insert(part, of);
        give_uses(facts, &mut apart, (of, &path), part);
        plan.kept_parts.insert(part, KeptPart { of, path, split });
    }
    Some(apart)
}

/// The parts of a local that can be followed, with the outermost splits around where they are moved.
fn followed(facts: &Facts, plan: &Plan, local: LocalId) -> BTreeMap<Path, SplitId> {
    let known = &facts.locals[local];
    let since = known.from..Position(u32::MAX);
    let uses: Vec<(usize, &Use, SplitId)> = facts
        .numbered_uses_in(&since)
        .filter(|(_, found)| found.local == local && !plan.left_behind.contains(&found.at))
        .filter_map(|(used, found)| Some((used, found, plan.outermost_around(facts, local, found.at)?)))
        .collect();
    let mut moved: BTreeMap<Path, SplitId> = BTreeMap::new();
    for (_, found, split) in &uses {
        if let (Some(path), true) = (facts.parts.get(&found.at), facts.part_moves.contains_key(&found.at)) {
            moved.entry(path.clone()).or_insert(*split);
        }
    }
    let is_named = |(_, split): (SplitId, &super::data::Split)| split.mentions.contains(&local);
    let mut splits = plan.splits_in(&since);
    let function = facts.function_of(known.owner);
    let is_followed = !moved.is_empty()
        // A borrow by way of such a part may be what is returned.
        && !facts.scopes[function].returns_borrow
        && !known.is_copy
        && !known.is_late
        && !facts.results.contains(&local)
        && !splits.any(is_named)
        && uses.iter().all(|(used, found, _)| is_apart(facts, *used, found));
    if !is_followed {
        return BTreeMap::new();
    }
    // Of one in another, that is followed.
    let paths: Vec<Path> = moved.keys().cloned().collect();
    let is_outermost = |path: &Path| {
        !paths
            .iter()
            .any(|other| other.len() < path.len() && path.starts_with(other))
    };
    moved.retain(|path, _| {
        let mut own = uses.iter().filter(|(_, found, _)| is_of(facts, found, path));
        is_outermost(path)
            && !is_copied(facts, &uses, path)
            && own.all(|(_, found, _)| can_be_followed(facts, plan, found, path))
    });
    moved
}

/// Whether a use has a closure capture parts alone, and not all of the local by value.
fn is_apart(facts: &Facts, used: usize, found: &Use) -> bool {
    facts.parts.contains_key(&found.at) && !facts.leftovers.contains(&found.at) && !facts.of_macro.contains_key(&used)
}

/// Whether a use is of a part, of what that is a part of, or of a part of it.
fn is_of(facts: &Facts, found: &Use, path: &Path) -> bool {
    let used = facts.parts.get(&found.at);
    used.is_some_and(|used| used.starts_with(path) || path.starts_with(used))
}

fn can_be_followed(facts: &Facts, plan: &Plan, found: &Use, path: &Path) -> bool {
    let known = &facts.locals[found.local];
    let at = found.at;
    let mut around = plan.splits_around(facts, found.local, at);
    // Where control goes on it would have to be there for certain.
    let is_left_for_good = around.all(|(_, split)| {
        let scope = &facts.scopes[facts.blocks[split.block].scope];
        facts.is_whole_scope(split.block) && scope.span.contains(&known.from)
    });
    let is_in_it = facts.parts.get(&at).is_some_and(|used| used.starts_with(path));
    let is_told = facts.part_moves.get(&at) != Some(&PartMoved::ByName { is_asked: false });
    is_left_for_good && is_told && is_in_it && !facts.matched.contains(&at)
}

/// Whether a part is moved twice, one behind the other, which only what is copied can be.
fn is_copied(facts: &Facts, uses: &[(usize, &Use, SplitId)], path: &Path) -> bool {
    let own = uses.iter().map(|(_, found, _)| found.at);
    let own: Vec<Position> = own.filter(|at| facts.parts.get(at) == Some(path)).collect();
    let is_moved = |at: &Position| facts.part_moves.contains_key(at);
    own.windows(2)
        .any(|two| two.iter().all(is_moved) && !facts.given_parts.contains(&two[1]) && facts.is_passed(two[0], two[1]))
}

/// Makes the uses of a part those of the local that stands for it.
fn give_uses(facts: &Facts, apart: &mut Facts, (of, path): (LocalId, &Path), part: LocalId) {
    for (found, before) in apart.uses.iter_mut().zip(&facts.uses) {
        if before.local != of || !is_of(facts, before, path) {
            continue;
        }
        let is_whole = facts.parts.get(&before.at) == Some(path);
        found.local = part;
        found.how = match is_whole {
            true if facts.given_parts.contains(&before.at) => How::Assigned,
            true if facts.part_moves.contains_key(&before.at) => How::Moved,
            // It may give the part a new value.
            _ if facts.in_macros.contains(&before.at) => before.how,
            _ => How::Mentioned,
        };
    }
}

/// Notes in the plan what has been found of the parts by the facts where they are apart.
pub fn note(facts: &Facts, apart: &Facts, plan: &mut Plan) {
    let spared: BTreeSet<LocalId> = plan.spares.locals.iter().copied().collect();
    let parts = std::mem::take(&mut plan.kept_parts);
    for id in plan.splits.ids() {
        hold_apart(facts, plan, id, parts.values().map(|part| part.of));
        let split = &mut plan.splits[id];
        for stays in std::mem::take(&mut split.stays) {
            let asked = &mut split.parts.parts_stay;
            match parts.get(&stays) {
                Some(part) => {
                    asked.insert((part.of, part.path.clone()));
                }
                // What isn't followed of it is what may have been moved.
                None if parts.values().any(|part| part.of == stays) => {
                    let others = apart.uses_of(stays, &split.rest);
                    let others = others.filter_map(|found| apart.parts.get(&found.at));
                    asked.extend(others.map(|path| (stays, path.clone())));
                }
                None => split.stays.push(stays),
            }
        }
    }
    for (id, part) in &parts {
        let moved: Vec<usize> = moves(facts, part).collect();
        ask(facts, plan, part.of, &moved);
        if spared.contains(id) {
            let declared = &mut plan.locals[part.of.beside()];
            *declared = (*declared).max(Declared::MayBeMut);
        }
        if spared.contains(id) || are_apart(facts, &moved) || may_be_moved_besides(facts, part, &moved) {
            let places = moved.iter().map(|used| facts.uses[*used].at);
            let guessed = places.filter(|at| matches!(facts.part_moves[at], PartMoved::ByName { .. }));
            plan.taken.extend(guessed);
        }
    }
    plan.kept_parts = parts.into_iter().filter(|(id, _)| spared.contains(id)).collect();
}

/// Has a future hold the parts of such a local, as it would own all of it.
fn hold_apart(facts: &Facts, plan: &mut Plan, id: SplitId, locals: impl Iterator<Item = LocalId>) {
    for local in locals {
        let split = &plan.splits[id];
        if (split.holds_told.contains(&local) || split.holds_made.contains(&local))
            && let Some(parts) = held::parts_used(facts, split, local)
        {
            plan.splits[id].holds_parts.insert(local, parts);
        }
    }
}

/// The uses that move a part.
fn moves<'f>(facts: &'f Facts, part: &'f KeptPart) -> impl Iterator<Item = usize> + 'f {
    let uses = facts.uses.iter().enumerate();
    let uses = uses.filter(|(_, found)| found.local == part.of && facts.part_moves.contains_key(&found.at));
    let uses = uses.filter(|(_, found)| facts.parts.get(&found.at) == Some(&part.path));
    uses.map(|(used, _)| used)
}

/// Whether one of the uses may move the part, and another may not: they aren't all calls of one method.
fn are_apart(facts: &Facts, moved: &[usize]) -> bool {
    let is_method = |used: usize| facts.methods.contains_key(&facts.uses[used].at);
    moved
        .windows(2)
        .any(|two| (is_method(two[0]) || is_method(two[1])) && !facts.call_one_method(two[0], two[1]))
}

/// Whether something else may have moved the part, or what is in it, if none of these uses has.
fn may_be_moved_besides(facts: &Facts, part: &KeptPart, moved: &[usize]) -> bool {
    let mut uses = facts.uses.iter().enumerate();
    uses.any(|(used, found)| {
        let is_in_it = || {
            facts
                .parts
                .get(&found.at)
                .is_some_and(|used| used.starts_with(&part.path))
        };
        found.local == part.of && found.how.is_doubtful() && !moved.contains(&used) && is_in_it()
    })
}

/// Asks whether it is no part of what a box holds, of which a closure would take all.
fn ask(facts: &Facts, plan: &mut Plan, of: LocalId, moved: &[usize]) {
    let around = |used: &usize| {
        let splits = plan.splits_around(facts, of, facts.uses[*used].at);
        splits.map(|(split, _)| ((split, of), *used)).collect::<Vec<_>>()
    };
    let asked: Vec<_> = moved.iter().flat_map(around).collect();
    leftovers::note(facts, plan, asked.into_iter());
}
