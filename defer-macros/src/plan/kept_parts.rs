//! A part of a local that is moved on one way out and there on another: it is followed as a local is. Where it is there it comes out of the
//! closure, and goes back to what it is a part of behind that, so that all of it is dropped in the order of its type.

use super::data::{Declared, Leaving, Passes, Plan, Spares, Split, SplitId};
use super::lives::Lives;
use super::{for_good, held, leftovers};
use crate::resolve::facts::{Facts, ForkId, How, Local, LocalId, PartMoved, Position, Span, Use};
use std::collections::{BTreeMap, BTreeSet};

type Path = Vec<String>;

/// A part that is followed.
#[derive(Debug, Clone, PartialEq)]
pub struct KeptPart {
    pub of: LocalId,
    pub path: Path,
    /// The outermost closures that may own it, as far as a way out of them spares it.
    pub splits: BTreeSet<SplitId>,
}

/// Takes parts for locals of their own; nothing where there are none.
pub fn apart(facts: &Facts, plan: &mut Plan) -> Option<Facts> {
    if facts.has_unsafe || facts.detaches || facts.part_moves.is_empty() {
        return None;
    }
    let paths = facts.own.iter().map(|local| (*local, followed(facts, plan, *local)));
    let mut found: Vec<_> = paths
        .flat_map(|(of, paths)| paths.into_iter().map(move |path| (of, path)))
        .collect();
    while !found.is_empty() {
        let apart = taken_apart(facts, &found);
        let lives = Lives::new(&apart);
        let parts: Vec<_> = apart.part_of.keys().copied().zip(found).collect();
        let count = parts.len();
        let is_gone = |(part, _): &(LocalId, _)| is_gone_for_good(&apart, &lives, plan, *part);
        let (kept, left): (Vec<_>, Vec<_>) = parts.into_iter().partition(is_gone);
        if left.is_empty() {
            for _ in 0..count {
                plan.locals.push(Declared::default());
            }
            let kept = kept.into_iter().map(|(part, (of, path))| {
                let splits = BTreeSet::new();
                (part, KeptPart { of, path, splits })
            });
            plan.kept_parts.extend(kept);
            return Some(apart);
        }
        found = kept.into_iter().map(|(_, found)| found).collect();
    }
    None
}

/// The facts in which these parts are locals.
fn taken_apart(facts: &Facts, parts: &[(LocalId, Path)]) -> Facts {
    let mut apart = facts.clone();
    for (of, path) in parts {
        let name = std::iter::once(&facts.locals[*of].name).chain(path);
        let name = name.map(String::as_str).collect::<Vec<_>>().join(".");
        let part = apart.locals.push(Local {
            name,
            is_copy: false,
            is_self: false,
            ..facts.locals[*of].clone()
        });
        apart.part_of.insert(part, *of);
        give_uses(facts, &mut apart, (*of, path), part);
    }
    apart
}

/// Whether control comes to nothing that names a part when that has been moved where it goes on: one that is copied isn't followed there.
fn is_gone_for_good(apart: &Facts, lives: &Lives<'_>, plan: &Plan, part: LocalId) -> bool {
    let from = apart.locals[part].from;
    let moves = apart.uses_of(part, &(from..Position(u32::MAX)));
    let mut moves = moves.filter(|found| found.how == How::Moved);
    moves.all(|found| {
        let mut around = plan.splits_around(apart, part, found.at);
        around.all(|(_, split)| is_left_for_good(apart, split, part)) || for_good::is_gone(apart, lives, found)
    })
}

/// The parts of a local that can be followed.
fn followed(facts: &Facts, plan: &Plan, local: LocalId) -> BTreeSet<Path> {
    let known = &facts.locals[local];
    let since = known.from..Position(u32::MAX);
    let Some(deferred) = deferred(facts, plan, local) else {
        return BTreeSet::new();
    };
    let is_deferred = |found: &Use| deferred.iter().any(|code| code.contains(&found.at));
    let uses: Vec<(usize, &Use)> = facts
        .numbered_uses_in(&since)
        .filter(|(_, found)| found.local == local && !plan.left_behind.contains(&found.at) && !is_deferred(found))
        .filter(|(_, found)| plan.outermost_around(facts, local, found.at).is_some())
        .collect();
    let moved = uses
        .iter()
        .filter(|(_, found)| facts.part_moves.contains_key(&found.at));
    let moved = moved.filter_map(|(_, found)| facts.parts.get(&found.at));
    let mut moved: BTreeSet<Path> = moved.cloned().collect();
    let function = facts.function_of(known.owner);
    let is_followed = !moved.is_empty()
        // A borrow by way of such a part may be what is returned.
        && !facts.scopes[function].returns_borrow
        && !known.is_copy
        && !known.is_late
        && !facts.results.contains(&local)
        && uses.iter().all(|(used, found)| is_apart(facts, *used, found));
    if !is_followed {
        return BTreeSet::new();
    }
    // Of one in another, that is followed.
    let paths: Vec<Path> = moved.iter().cloned().collect();
    let is_outermost = |path: &Path| {
        !paths
            .iter()
            .any(|other| other.len() < path.len() && path.starts_with(other))
    };
    moved.retain(|path| {
        let mut own = uses.iter().filter(|(_, found)| is_of(facts, found, path));
        let mut named = deferred.iter().flat_map(|code| facts.uses_of(local, code));
        is_outermost(path)
            && !named.any(|found| is_of(facts, found, path))
            && !is_copied(facts, &uses, path)
            && own.all(|(_, found)| can_be_followed(facts, plan, found, path))
    });
    moved
}

/// The deferred code that mentions a local, if it names parts of it alone.
fn deferred(facts: &Facts, plan: &Plan, local: LocalId) -> Option<Vec<Span>> {
    let sites = facts.sites.iter().map(|(_, site)| site);
    let code = sites.filter(|site| site.mentions.contains(&local)).map(|site| {
        let span = facts.scopes[site.code].span.clone();
        let mut named = facts.uses_of(local, &span);
        let names_parts = named.all(|found| facts.place_of(found).is_some_and(|place| !place.is_empty()));
        (names_parts && !site.by_macro.contains(&local)).then_some(span)
    });
    let is_kept = plan.slots.iter().any(|(_, slot)| slot.kept.contains(&local));
    code.collect::<Option<Vec<_>>>().filter(|_| !is_kept)
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
    let (local, at) = (found.local, found.at);
    let mut around = plan.splits_around(facts, local, at);
    let comes_out =
        around.all(|(_, split)| is_left_for_good(facts, split, local) || can_give_back(facts, split, local));
    let is_in_it = facts.parts.get(&at).is_some_and(|used| used.starts_with(path));
    let is_told = facts.part_moves.get(&at) != Some(&PartMoved::ByName { is_asked: false });
    comes_out && is_told && is_in_it && !facts.matched.contains(&at)
}

/// Whether control goes on nowhere that a local is in view when the closure of a split has been left.
fn is_left_for_good(facts: &Facts, split: &Split, local: LocalId) -> bool {
    let scope = &facts.scopes[facts.blocks[split.block].scope];
    facts.is_whole_scope(split.block) && scope.span.contains(&facts.locals[local].from)
}

/// Whether the closure of a split can give back parts of a local where control goes on.
fn can_give_back(facts: &Facts, split: &Split, local: LocalId) -> bool {
    let known = &facts.locals[local];
    let is_outer = split.outside.is_some_and(|outside| known.from < outside);
    // What a closure of the user's has captured isn't its to give back.
    let is_own = facts.function_of(facts.blocks[split.block].scope) == known.owner;
    is_outer && is_own && !split.looks.at_panic
}

/// Whether a part is moved twice, one behind the other, which only what is copied can be.
fn is_copied(facts: &Facts, uses: &[(usize, &Use)], path: &Path) -> bool {
    let own = uses.iter().map(|(_, found)| found.at);
    let own: Vec<Position> = own.filter(|at| facts.parts.get(at) == Some(path)).collect();
    let is_moved = |at: &Position| facts.part_moves.contains_key(at);
    own.windows(2)
        .any(|two| two.iter().all(is_moved) && !facts.given_parts.contains(&two[1]) && facts.is_passed(two[0], two[1]))
}

/// Makes the uses of a part those of the local that stands for it.
fn give_uses(facts: &Facts, apart: &mut Facts, (of, path): (LocalId, &Path), part: LocalId) {
    for (used, (found, before)) in apart.uses.iter_mut().zip(&facts.uses).enumerate() {
        if before.local != of || !is_of(facts, before, path) {
            continue;
        }
        let is_whole = facts.parts.get(&before.at) == Some(path);
        found.local = part;
        found.how = match is_whole {
            true if facts.given_parts.contains(&before.at) => {
                apart
                    .assigned
                    .extend(facts.scope_around(before.at).map(|scope| (used, scope)));
                How::Assigned
            }
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
    let threads = plan.splits.iter().flat_map(|(_, split)| &split.threads);
    let mut owned: BTreeSet<LocalId> = threads.map(|thread| thread.local).collect();
    owned.extend(&spared);
    let parts = std::mem::take(&mut plan.kept_parts);
    for id in plan.splits.ids() {
        hold_apart(facts, plan, id, parts.values().map(|part| part.of));
        ask_of_wholes(apart, &parts, &mut plan.splits[id]);
    }
    for (id, part) in &parts {
        let moved: Vec<usize> = moves(facts, part).collect();
        ask(facts, plan, part.of, &moved);
        plan.locals[id.beside()] = Declared::AsWritten;
        if owned.contains(id) {
            let declared = &mut plan.locals[part.of.beside()];
            *declared = (*declared).max(Declared::MayBeMut);
        }
        if owned.contains(id) || are_apart(facts, &moved) || may_be_moved_besides(facts, part, &moved) {
            let places = moved.iter().map(|used| facts.uses[*used].at);
            let guessed = places.filter(|at| matches!(facts.part_moves[at], PartMoved::ByName { .. }));
            plan.taken.extend(guessed);
        }
    }
    plan.kept_parts = parts.into_iter().filter(|(id, _)| owned.contains(id)).collect();
    for (id, at) in spared_at(apart, plan) {
        if let Some(part) = plan.kept_parts.get(&id)
            && let Some(split) = plan.outermost_around(facts, part.of, at)
            && let Some(part) = plan.kept_parts.get_mut(&id)
        {
            part.splits.insert(split);
        }
    }
    // What is behind the closure of one has it back.
    for (id, part) in &plan.kept_parts {
        for split in &part.splits {
            if let Passes::Ways(ways) = &mut plan.splits[*split].passes {
                let ways = ways.next.iter_mut().chain(&mut ways.breaks).chain(&mut ways.jumps);
                ways.for_each(|way| way.restored.retain(|local| local != id));
            }
        }
    }
}

/// Has what is asked of parts ask of what they are parts of. The paths are those of the whole already.
fn ask_of_wholes(apart: &Facts, parts: &BTreeMap<LocalId, KeptPart>, split: &mut Split) {
    let asked = std::mem::take(&mut split.parts.parts_stay).into_iter();
    split.parts.parts_stay = asked.map(|(local, path)| (apart.whole(local), path)).collect();
    let asked = &mut split.parts.parts_stay;
    let mut is_whole = |local: &LocalId| {
        let part = parts.get(local);
        asked.extend(part.map(|part| (part.of, part.path.clone())));
        part.is_none()
    };
    split.parts.stay.retain(&mut is_whole);
    split.stays.retain(&mut is_whole);
    // What isn't followed of it is what may have been moved.
    let is_followed = |local: &LocalId| parts.values().any(|part| part.of == *local);
    for stays in split.stays.extract_if(.., |local| is_followed(local)) {
        let others = apart.uses_of(stays, &split.rest);
        let others = others.filter_map(|found| apart.parts.get(&found.at));
        asked.extend(others.map(|path| (stays, path.clone())));
    }
}

/// What is spared, and where, as far as the closures around it go.
fn spared_at(facts: &Facts, plan: &Plan) -> Vec<(LocalId, Position)> {
    let Spares {
        by_arm,
        by_frame,
        by_jump,
        ..
    } = &plan.spares;
    let sets = plan.splits.iter();
    let sets = sets.flat_map(|(_, split)| {
        let begun = Position(split.rest.start.0 + 1);
        let spared = split.spares.iter().flatten().chain(&split.spared_by_failure);
        spared.map(move |local| (*local, begun))
    });
    let fork = |fork: ForkId| facts.forks[fork].span.start;
    let arms = by_arm.iter();
    let arms = arms.flat_map(|((of, _), spared)| spared.iter().map(move |spared| (spared.local, fork(*of))));
    let frames = by_frame.iter();
    let frames = frames.flat_map(|(of, spared)| spared.iter().map(move |local| (*local, fork(*of))));
    let jumps = by_jump.iter();
    let jumps = jumps.flat_map(|(at, spared)| spared.iter().map(|local| (*local, left_at(facts, plan, *at))));
    sets.chain(arms).chain(frames).chain(jumps).collect()
}

/// Where a loop or block is left.
fn left_at(facts: &Facts, plan: &Plan, at: Leaving) -> Position {
    match at {
        Leaving::Exit(exit) => facts.exits[exit].at,
        Leaving::Question(question) => facts.questions[question].at,
        Leaving::End(split)
        | Leaving::Break(split)
        | Leaving::Returned(split)
        | Leaving::Jump(split, _)
        | Leaving::Early(split)
        | Leaving::Carried(split) => plan.splits[split].rest.start,
    }
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
