//! `&mut` parameters that the closure of a split owns, so that what is borrowed through them may be returned: a closure that borrowed them
//! could give nothing of that away. The closure of an iteration or inner block gives them back where control goes on.

use super::data::{Action, Plan, SplitId};
use super::lives::Lives;
use super::rest::Rest;
use crate::resolve::facts::{
    Block, Exit, ExitValue, Facts, LocalId, Position, ReturnedShape, ScopeKind, Span, StepKind, Target,
};
use std::collections::BTreeSet;

type Locals = BTreeSet<LocalId>;

pub struct Cursors<'f> {
    facts: &'f Facts,
    lives: &'f Lives<'f>,
    /// Those that no deferred code so far can reach: the rest may own them.
    free: Locals,
}

impl<'f> Cursors<'f> {
    pub fn new(facts: &'f Facts, lives: &'f Lives<'f>) -> Self {
        let cursors = facts.locals.iter().filter(|(_, local)| local.is_cursor);
        let free = cursors.map(|(id, _)| id).collect();
        Cursors { facts, lives, free }
    }

    /// What the closure of a split owns, which is all that stands behind it in a function.
    pub fn owned(&mut self, plan: &Plan, id: SplitId, rest: &Rest) -> Locals {
        let split = &plan.splits[id];
        let scope = &self.facts.scopes[self.facts.blocks[split.block].scope];
        let is_own_block = scope.block == split.block;
        if !is_own_block || !matches!(scope.kind, ScopeKind::Function { .. }) {
            return Locals::new();
        }
        for local in self.reached(plan, id) {
            self.free.remove(&local);
        }
        if matches!(scope.returned, ReturnedShape::Unit | ReturnedShape::Primitive) {
            return Locals::new();
        }
        // What is taken along from behind can't have gone into the closure.
        let taken_along = super::behind::taken_along(plan);
        let owned = self.free.intersection(&rest.mentioned).copied();
        owned.filter(|local| !taken_along.contains(local)).collect()
    }

    /// What goes through the closure of an iteration or inner block, since a value that is returned out of it names that.
    pub fn through(&self, plan: &Plan, id: SplitId, rest: &Rest) -> Locals {
        let exits = self.facts.exits_in(&plan.splits[id].rest).map(|(_, exit)| exit);
        let returned: Vec<_> = exits.filter(|exit| self.may_return_borrow(exit)).collect();
        if returned.is_empty() {
            return Locals::new();
        }
        let cursors = self.free.intersection(&rest.mentioned).copied();
        cursors
            .filter(|cursor| self.is_returned(*cursor, &returned, &plan.splits[id].rest))
            .filter(|cursor| self.go_through_all(plan, id, *cursor, &returned))
            .collect()
    }

    /// Whether a local can go through all closures that it is returned out of: one around that keeps it couldn't use it any more, and one
    /// further in that borrows it could return nothing of it.
    fn go_through_all(&self, plan: &Plan, id: SplitId, cursor: LocalId, returned: &[&Exit]) -> bool {
        let around = super::owned::around(plan, id);
        let goes_through = |around: &SplitId| {
            let around = &plan.splits[*around];
            around.outside.is_none() || around.threads.iter().any(|thread| thread.local == cursor)
        };
        let inside = plan.splits_in(&plan.splits[id].rest).filter(|(inner, inside)| {
            let is_left = |exit: &&Exit| inside.rest.contains(&exit.at);
            *inner != id && inside.outside.is_some() && returned.iter().any(is_left)
        });
        let mut reaching = around.iter().copied().chain([id]);
        let mut passed = inside.map(|(inner, _)| inner).chain([id]);
        around.iter().all(goes_through)
            && !reaching.any(|split| self.reached(plan, split).contains(&cursor))
            && passed.all(|split| self.can_go_through(plan, split, cursor))
    }

    /// Whether a closure may own a local for as long as it runs.
    fn can_go_through(&self, plan: &Plan, id: SplitId, cursor: LocalId) -> bool {
        let split = &plan.splits[id];
        !split.looks.at_panic && !self.reached(plan, id).contains(&cursor) && !self.is_lent(cursor, &split.rest)
    }

    /// Whether an exit returns a value of the function's that may hold a borrow.
    fn may_return_borrow(&self, exit: &Exit) -> bool {
        let function = &self.facts.scopes[self.facts.function_of(exit.scope)];
        exit.to == Target::Return && matches!(function.kind, ScopeKind::Function { .. }) && function.returns_borrow
    }

    /// Whether one of these exits returns what is made from a local, in a rest: what only takes it along is built behind the closure.
    fn is_returned(&self, cursor: LocalId, exits: &[&Exit], rest: &Span) -> bool {
        let holders = self.holders_of(cursor, rest);
        exits.iter().any(|exit| {
            let mut named = self.facts.uses_in(&(exit.at..exit.end)).iter();
            let is_made = |local| local == cursor && exit.value == ExitValue::Made || holders.contains(&local);
            named.any(|used| is_made(used.local))
        })
    }

    /// The locals of a part of the code that may hold a borrow by way of another local.
    fn holders_of(&self, cursor: LocalId, code: &Span) -> Locals {
        let mut holders = Locals::new();
        for (id, local) in self.facts.locals.iter() {
            let is_holder = |from: &LocalId| *from == cursor || holders.contains(from);
            if code.contains(&local.from) && local.may_hold_borrow && local.made_from.iter().any(is_holder) {
                holders.insert(id);
            }
        }
        holders
    }

    /// Whether something from in front of a rest, that is in use in it or behind it, may hold a borrow by way of a local: what is named
    /// beside that in one statement.
    fn is_lent(&self, cursor: LocalId, rest: &Span) -> bool {
        let frames = self.facts.frames.iter().map(|(_, frame)| frame);
        let loops = frames.filter(|frame| frame.is_loop && frame.span.contains(&rest.start));
        let from = loops.map(|frame| frame.span.start).min().unwrap_or(rest.start);
        let in_use = from..Position(u32::MAX);
        let may_hold = |local: LocalId| {
            local != cursor
                && self.facts.locals[local].may_hold_borrow
                && !self.facts.of_fields.contains(&local)
                && self.lives.is_named_in(local, &in_use)
        };
        let blocks = self.facts.blocks.iter();
        let steps = blocks.flat_map(|(_, block)| block.steps.iter().map(move |step| (block, step)));
        let mut in_front = steps.filter(|(_, step)| step.span.start < rest.start);
        in_front.any(|(block, step)| match step.span.contains(&rest.start) {
            true => self.is_lent_around(cursor, &(step.span.start..rest.start), block),
            false => {
                let is_named = self.facts.uses_of(cursor, &step.span).next().is_some();
                let named = self.facts.uses_in(&step.span).iter().map(|used| used.local);
                is_named && named.chain(step.declares.iter().copied()).any(may_hold)
            }
        })
    }

    /// Whether a local is named by what begins in front of a rest and is around it, but for the condition of a `while` that binds nothing.
    fn is_lent_around(&self, cursor: LocalId, front: &Span, block: &Block) -> bool {
        let inner = self.facts.blocks.iter().map(|(_, block)| block);
        let inner: Vec<_> = inner
            .filter(|inner| front.contains(&inner.span.start) && inner.span != block.span)
            .collect();
        let is_in_inner = |at: &Position| inner.iter().any(|inner| inner.span.contains(at));
        let heads = self.facts.scopes.iter().filter_map(|(_, scope)| match scope.kind {
            ScopeKind::Iteration(frame) if self.facts.frames[frame].condition.is_empty() => {
                Some(self.facts.frames[frame].span.start..self.facts.blocks[scope.block].span.start)
            }
            _ => None,
        });
        let heads: Vec<Span> = heads.chain(self.facts.counted.iter().cloned()).collect();
        let named = self.facts.uses_of(cursor, front).map(|used| used.at);
        let mut named = named.filter(|at| !is_in_inner(at));
        named.any(|at| !heads.iter().any(|head| head.contains(&at)))
    }

    /// What the deferred code behind a split, and what that is made of, may reach.
    fn reached(&self, plan: &Plan, id: SplitId) -> Locals {
        let split = &plan.splits[id];
        let used = self.facts.uses_in(&split.rest).iter().map(|used| used.local);
        let lent = self.lent_to(plan, id, split.mentions.iter().copied().chain(used).collect());
        let reached = split.mentions.iter().chain(&split.made_from).chain(&lent);
        reached.copied().collect()
    }

    /// What these locals may hold a borrow of, as far as the statements that declare them tell.
    fn lent_to(&self, plan: &Plan, id: SplitId, mut holders: Locals) -> Locals {
        let steps = &self.facts.blocks[plan.splits[id].block].steps;
        let mut lent = BTreeSet::new();
        for at in self.in_front(plan, id).into_iter().rev() {
            if steps[at].declares.iter().any(|local| holders.contains(local)) {
                for local in steps[at]
                    .declares
                    .iter()
                    .filter(|local| !self.facts.of_fields.contains(local))
                {
                    lent.extend(self.facts.locals[*local].made_from.iter().copied());
                }
                holders.extend(lent.iter().copied());
            }
        }
        lent
    }

    /// The statements of the block in front of a split that stand in the same closure.
    fn in_front(&self, plan: &Plan, id: SplitId) -> Vec<usize> {
        let split = &plan.splits[id];
        let actions = &plan.blocks[split.block.beside()].steps[..split.step];
        let splits = actions.iter().rposition(|action| matches!(action, Action::Splits(_)));
        // A statement at which the block is split stands in the closure itself.
        let first = splits.map_or(0, |at| match self.facts.blocks[split.block].steps[at].kind {
            StepKind::Site(_) => at + 1,
            _ => at,
        });
        (first..split.step).collect()
    }
}
