//! What is left of a local that a rest moves a part of. A closure captures the part alone, and the others stay outside, unless that is a
//! part of what a box, an array or a variant holds, or the rest names or holds the whole, too: then it captures all of it, and what is left
//! would be dropped with the closure.

use super::data::{Action, Plan, SplitId};
use super::owned::around;
use super::spared::Found;
use crate::resolve::facts::{Facts, How, LocalId, Position, ScopeKind, Span, Use};
use crate::resolve::queries::is_around_any;
use std::collections::{BTreeMap, BTreeSet};

/// What rustc is asked of locals that a rest may move a part of.
#[derive(Debug, Clone, Default)]
pub struct Parts {
    /// They stay outside: the closure captures more than the part, or nothing at all.
    pub stay: BTreeSet<LocalId>,
    /// So do these parts of them.
    pub parts_stay: BTreeSet<(LocalId, Vec<String>)>,
    /// What leads to these is no box: of parameters, others are asked for where they are declared.
    pub unboxed: BTreeMap<MovedPart, usize>,
}

/// A part that may be moved, and is no part of what a box holds.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub struct MovedPart {
    pub local: LocalId,
    pub path: Vec<String>,
    /// It isn't asked whether it is copied: what a pattern binds in it may be moved.
    pub is_matched: bool,
}

/// Notes what rustc is asked about uses that may move a part of a local.
pub fn note(facts: &Facts, plan: &mut Plan, uses: impl Iterator<Item = ((SplitId, LocalId), usize)>) {
    let steps = facts.blocks.iter().flat_map(|(_, block)| &block.steps);
    let declared: BTreeSet<_> = steps.flat_map(|step| step.declares.iter().copied()).collect();
    let mut intact = BTreeMap::new();
    for (of @ (split, local), used) in uses {
        let asked = match declared.contains(&local) && !facts.locals[local].is_late {
            true => Asked::Declared,
            false if *intact.entry(of).or_insert_with(|| is_intact(facts, plan, split, local)) => Asked::InFront,
            false => Asked::Nowhere,
        };
        note_use(facts, plan, of, used, asked);
    }
    ask_once(plan);
}

/// Leaves to the outermost split what several ask: asked further in, it would have the closures around capture all of a local.
fn ask_once(plan: &mut Plan) {
    for id in plan.splits.ids() {
        let around = around(plan, id);
        let mut asked = std::mem::take(&mut plan.splits[id].parts.unboxed);
        asked.retain(|part, _| {
            !around
                .iter()
                .any(|around| plan.splits[*around].parts.unboxed.contains_key(part))
        });
        plan.splits[id].parts.unboxed = asked;
    }
}

/// Where all of a local is there to be asked about.
#[derive(Clone, Copy, PartialEq)]
enum Asked {
    /// Where it is declared with a value.
    Declared,
    /// In front of the split.
    InFront,
    Nowhere,
}

fn note_use(facts: &Facts, plan: &mut Plan, (id, local): (SplitId, LocalId), used: usize, is_asked: Asked) {
    let found = &facts.uses[used];
    let split = &plan.splits[id];
    if !split.rest.contains(&found.at)
        || stands_behind(facts, plan, id, found)
        || plan.is_left_behind(id, local, found.at)
        || found.how != How::MaybeMoved
        || facts.locals[local].is_dropless
    {
        return;
    }
    let function = facts.function_of(facts.blocks[split.block].scope);
    let is_captured = facts.locals[local].owner != function;
    let path = facts.parts.get(&found.at);
    let (by_value, is_matched) = (facts.by_value.contains(&found.at), facts.matched.contains(&found.at));
    let known = &facts.locals[local];
    // What a parameter is that isn't written as a box may be asked, whatever a method does with a part of it.
    let is_no_box =
        |path: &Vec<String>| is_asked != Asked::Nowhere && known.is_parameter && !known.is_boxed && path.len() == 1;
    let moved = path.filter(|path| by_value || is_matched || is_no_box(path));
    let moved = moved.map(|path| MovedPart {
        local,
        path: path.clone(),
        is_matched: !by_value,
    });
    let named = named_around(facts, plan, id, found);
    let is_whole = facts.may_be_part(found) && split.holds_whole(local) || named.contains(&Vec::new());
    let asked = &mut plan.splits[id].parts;
    let named = named.into_iter().filter(|place| !place.is_empty());
    asked.parts_stay.extend(named.map(|place| (local, place)));
    match (path, moved) {
        _ if facts.leftovers.contains(&found.at) || is_whole => {
            asked.stay.insert(local);
        }
        // To borrow it would have the user's own closure capture more.
        _ if is_captured && facts.may_be_part(found) => {
            asked.stay.insert(local);
        }
        (_, Some(moved)) if is_asked == Asked::Declared => {
            plan.unboxed.insert(moved, used);
        }
        (_, Some(moved)) if is_asked == Asked::InFront => {
            // So would a closure of the plan's: it is asked in front of all.
            let outermost = plan.outermost_around(facts, local, found.at).unwrap_or(id);
            plan.splits[outermost].parts.unboxed.insert(moved, used);
        }
        (_, Some(_)) if known.is_boxed || !known.is_parameter => {
            asked.stay.insert(local);
        }
        (Some(path), None) => {
            asked.parts_stay.insert((local, path.clone()));
        }
        (None, None) | (_, Some(_)) => {}
    }
}

/// Whether a use is in the last statement of its block, and that stands behind all deferred calls, in no closure.
fn stands_behind(facts: &Facts, plan: &Plan, id: SplitId, found: &Use) -> bool {
    let block = plan.splits[id].block;
    let is_behind = plan.blocks[block.beside()].steps.last() == Some(&Action::Behind);
    let last = facts.blocks[block].steps.last();
    is_behind && last.is_some_and(|last| last.span.contains(&found.at))
}

/// What a rest names that holds a part which a use may move, and more; what a closure or async block of the user's does both with is its own.
fn named_around(facts: &Facts, plan: &Plan, id: SplitId, part: &Use) -> BTreeSet<Vec<String>> {
    let local = part.local;
    let rest = &plan.splits[id].rest;
    if !facts.may_be_part(part) {
        return BTreeSet::new();
    }
    let deferred = plan.splits[id].deferred_in(facts, plan);
    let around = |code: &Span, moved: &[Vec<String>]| {
        let uses = facts.uses_of(local, code).filter(|used| used.at != part.at);
        let uses = uses.filter(|used| !deferred.iter().any(|code| code.contains(&used.at)));
        let uses = uses.filter(|used| used.how != How::Assigned && !plan.is_left_behind(id, local, used.at));
        let places = uses.filter_map(|used| facts.place_of(used));
        let places = places
            .filter(|place| is_around_any(place, moved))
            .map(<[String]>::to_vec);
        places.collect::<BTreeSet<_>>()
    };
    let owns_all = |used: &Use| facts.place_of(used) == Some(&[]) && is_moved(used.how);
    if facts.uses_of(local, rest).any(owns_all) {
        return BTreeSet::new();
    }
    let mut moved = facts.moved_from(part);
    for (_, scope) in facts.scopes.iter() {
        let is_capturing = matches!(scope.kind, ScopeKind::Closure | ScopeKind::AsyncBlock);
        if is_capturing && scope.span.contains(&part.at) && rest.contains(&scope.span.start) {
            let owned = around(&scope.span, &moved).into_iter().min_by_key(Vec::len);
            moved = owned.map_or(moved, |owned| vec![owned]);
        }
    }
    around(rest, &moved)
}

/// Whether it is moved for certain, so that the closure owns it anyway.
fn is_moved(how: How) -> bool {
    how.may_move() && !how.is_doubtful()
}

/// Whether nothing in front of a split may have moved a part of a local.
fn is_intact(facts: &Facts, plan: &Plan, id: SplitId, local: LocalId) -> bool {
    let before = facts.locals[local].from..plan.splits[id].rest.start;
    let mut uses = facts.uses_of(local, &before).filter(|used| used.how.may_move());
    // What a use may have moved is named again, so it hasn't.
    let is_shown = |used: &Use| {
        let behind = Position(used.at.0 + 1)..Position(u32::MAX);
        used.how.is_doubtful()
            && facts
                .uses_of(local, &behind)
                .any(|behind| facts.shows_unmoved(used, behind))
    };
    uses.all(is_shown)
}

/// Notes that a part gets a new value, of which these uses may have moved the old one: then the closures around own both.
pub fn note_given(
    facts: &Facts,
    plan: &Plan,
    found: &mut Found,
    open: &[SplitId],
    used: usize,
    uses: &BTreeSet<usize>,
) {
    let given = &facts.uses[used];
    let path = facts.parts.get(&given.at);
    let may_have_moved = |used: &&usize| match (path, facts.parts.get(&facts.uses[**used].at)) {
        (Some(given), Some(path)) => given.starts_with(path) || path.starts_with(given),
        _ => true,
    };
    let moving = uses.iter().filter(may_have_moved);
    let places: Vec<_> = moving.map(|used| facts.uses[*used].at).collect();
    let holds = |split: &&SplitId| places.iter().any(|at| plan.splits[**split].rest.contains(at));
    for split in open.iter().filter(holds) {
        match path {
            Some(path) => found.given_parts.insert((*split, given.local, path.clone())),
            None => found.unclear.insert((*split, given.local)),
        };
    }
}
