//! What goes through the closure of a split by value: the iteration of a loop, or an inner block, gives it back (rule 3.5).

use super::cursors::Cursors;
use super::data::{Action, Declared, Plan, SplitId, Thread, ThreadKind};
use super::lives::Lives;
use super::rest::Rest;
use crate::resolve::facts::{Facts, How, Local, LocalId, Position, ScopeId, ScopeKind, Target};
use std::collections::BTreeSet;

/// Decides for each split, from the outside in.
pub fn plan(facts: &Facts, lives: &Lives<'_>, plan: &mut Plan) {
    let mut cursors = Cursors::new(facts, lives);
    let threads = Threads { facts, lives };
    for id in plan.splits.ids() {
        let rest = Rest::of(facts, plan, lives, id);
        let owned = cursors.owned(plan, id, &rest);
        plan.splits[id].owns = threads.in_order_of_names(&owned);
        let through = cursors.through(plan, id, &rest);
        threads.thread(plan, id, &rest, &through);
        threads.advance(plan, id);
    }
}

struct Threads<'f> {
    facts: &'f Facts,
    lives: &'f Lives<'f>,
}

impl Threads<'_> {
    fn in_order_of_names<'l>(&self, locals: impl IntoIterator<Item = &'l LocalId>) -> Vec<LocalId> {
        let mut locals = locals.into_iter().copied().collect::<Vec<_>>();
        locals.sort_by_key(|local| &self.facts.locals[*local].name);
        locals
    }

    /// Finds what the closure of an iteration or inner block gives back.
    fn thread(&self, plan: &mut Plan, id: SplitId, rest: &Rest, cursors: &BTreeSet<LocalId>) {
        let split = &plan.splits[id];
        let function = self.facts.function_of(self.facts.blocks[split.block].scope);
        let first = self.first_of_function(function);
        let mut threads = Vec::<Thread>::new();
        let used = &(&rest.moved | &rest.assigned) | cursors;
        for local in self.in_order_of_names(&used) {
            let known: &Local = &self.facts.locals[local];
            let kind = match self.lives.is_unassigned(local, split.rest.start) {
                true => ThreadKind::First,
                false if split.anew.contains(&local) => ThreadKind::Anew,
                false => ThreadKind::Moved,
            };
            let is_cursor = cursors.contains(&local);
            let is_moved = is_cursor || rest.moved.contains(&local) && !split.looks.at_panic && !known.is_copy;
            // What a closure of the user's only borrows isn't its to give back.
            let is_outer = match (kind, split.outside) {
                (ThreadKind::Anew, _) => true,
                (_, outside) => outside
                    .is_some_and(|outside| (first..outside).contains(&known.from) && (!known.is_self || is_cursor)),
            };
            let is_hidden = || is_hidden(self.facts, plan, self.lives, id, local);
            if is_outer && (kind != ThreadKind::Moved || is_moved) && !split.mentions.contains(&local) && !is_hidden() {
                threads.push(Thread { local, kind });
            }
        }
        for call in self.facts.calls_in(&split.rest) {
            let is_given = |thread: &Thread| {
                let whole = self.facts.whole(thread.local);
                call.given.contains(&self.facts.locals[whole].name)
            };
            if let Some(std) = call.std.as_ref().filter(|_| threads.iter().any(is_given)) {
                plan.only.insert(std.clone());
            }
        }
        for thread in threads.iter().filter(|thread| thread.kind == ThreadKind::Moved) {
            plan.locals[thread.local.beside()] = Declared::Mut;
        }
        let split = &mut plan.splits[id];
        let owned = threads.iter().map(|thread| thread.local);
        split.owns.extend(owned.filter(|local| cursors.contains(local)));
        split.threads = threads;
    }

    /// Where the locals begin that a closure, async block or function owns.
    fn first_of_function(&self, function: ScopeId) -> Position {
        match self.facts.scopes[function].kind {
            ScopeKind::Closure | ScopeKind::AsyncBlock => self.facts.scopes[function].span.start,
            ScopeKind::Deferred(site) => self.first_of_function(self.facts.function_of(self.facts.sites[site].scope)),
            _ => Position::default(),
        }
    }

    /// `while let Some(next) = cursor { …; cursor = &mut next.next; }`: the cursor is borrowed by what the condition binds, so it
    /// can't go into the closure; it comes out with its new value.
    fn advance(&self, plan: &mut Plan, id: SplitId) {
        let split = &plan.splits[id];
        let block = &self.facts.blocks[split.block];
        let scope = &self.facts.scopes[block.scope];
        let (ScopeKind::Iteration(frame), Some(outside)) = (scope.kind, split.outside) else {
            return;
        };
        let last = block
            .steps
            .last()
            .filter(|last| scope.block == split.block && last.span.start >= split.rest.start);
        let Some((last, cursor)) = last.and_then(|last| Some((last, last.assigns?))) else {
            return;
        };
        let parts = self.facts.uses_in(&last.span).iter();
        let from: BTreeSet<LocalId> = parts
            .filter(|part| !matches!(part.how, How::Assigned | How::Advanced))
            .map(|part| part.local)
            .collect();
        let condition = self.facts.frames[frame].condition.iter();
        let bound: Vec<LocalId> = condition.copied().filter(|local| from.contains(local)).collect();
        let before = split.rest.start..last.span.start;
        let is_used = self.lives.is_named_in(cursor, &before)
            || from.contains(&cursor)
            || split.mentions.contains(&cursor)
            || self.facts.is_hidden_since(cursor, split.rest.start, last.span.start);
        let mut exits = self.facts.exits_in(&before);
        let goes_on = exits.any(|(_, exit)| exit.to == Target::Continue(frame));
        let is_named = bound.iter().any(|local| split.mentions.contains(local));
        if bound.is_empty() || is_used || goes_on || is_named || self.facts.locals[cursor].from >= outside {
            return;
        }
        // What takes a part of something leaves the rest of that where it is.
        if last.assigned_from.is_some_and(|part| bound.contains(&part)) && !split.looks.reaches {
            let (block, at) = (split.block, block.steps.len() - 1);
            plan.blocks[block.beside()].steps[at] = Action::Behind;
            return;
        }
        let bound = self.in_order_of_names(&bound);
        plan.locals[cursor.beside()] = Declared::Mut;
        let split = &mut plan.splits[id];
        split.owns_of_condition = bound;
        split.threads.push(Thread {
            local: cursor,
            kind: ThreadKind::AtEnd,
        });
    }
}

/// Whether another local of its name is in view where a rest is left and gives a local back.
pub fn is_hidden(facts: &Facts, plan: &Plan, lives: &Lives<'_>, id: SplitId, local: LocalId) -> bool {
    let is_named = |to: Option<Target>| to.is_none_or(|to| lives.is_named_at(local, to));
    let exits = exits_of(facts, plan, id).into_iter();
    let mut giving = exits.filter(|(_, to)| is_named(*to));
    giving.any(|(at, _)| facts.is_hidden_since(local, plan.splits[id].rest.start, at))
}

/// Where the rest is left, and where to but for its end: what it binds there hides locals from outside.
fn exits_of(facts: &Facts, plan: &Plan, id: SplitId) -> Vec<(Position, Option<Target>)> {
    let split = &plan.splits[id];
    let function = facts.function_of(facts.blocks[split.block].scope);
    let last = facts.blocks[split.block].steps.last();
    let end = last.map(|last| (Position(last.span.end.0 - 1), None));
    let exits = facts.exits_in(&split.rest).filter(|(_, exit)| {
        !exit.is_tail && facts.function_of(exit.scope) == function && facts.leaves(exit.to, split.rest.start)
    });
    exits.map(|(_, exit)| (exit.at, Some(exit.to))).chain(end).collect()
}
