//! `&mut` parameters that the closure of a split owns, so that what is borrowed through them may be returned: a closure that borrowed them
//! could give nothing of that away. The closure of an iteration or inner block gives them back where control goes on.

use super::data::{Action, Plan, SplitId};
use super::lives::Lives;
use super::rest::Rest;
use crate::resolve::facts::{
    Exit, ExitValue, Facts, LocalId, Position, ReturnedShape, ScopeKind, Span, StepKind, Target,
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
        for local in self.reached(plan, id, rest) {
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
        let split = &plan.splits[id];
        if split.looks.at_panic {
            return Locals::new();
        }
        let reached = self.reached(plan, id, rest);
        let exits = self.facts.exits_in(&split.rest).map(|(_, exit)| exit);
        let returned: Vec<_> = exits.filter(|exit| self.may_return_borrow(exit)).collect();
        let through = self.free.intersection(&rest.mentioned).copied();
        through
            .filter(|local| !reached.contains(local))
            .filter(|local| self.is_returned(*local, &returned, &split.rest) && !self.is_lent(*local, &split.rest))
            .collect()
    }

    /// Whether an exit returns a value of the function's that may hold a borrow.
    fn may_return_borrow(&self, exit: &Exit) -> bool {
        let function = &self.facts.scopes[self.facts.function_of(exit.scope)];
        exit.to == Target::Return
            && matches!(function.kind, ScopeKind::Function { .. })
            && !matches!(function.returned, ReturnedShape::Unit | ReturnedShape::Primitive)
    }

    /// Whether one of these exits returns what is made from a local, in a rest: what only takes it along is built behind the closure.
    fn is_returned(&self, cursor: LocalId, exits: &[&Exit], rest: &Span) -> bool {
        let holders = self.holders_of(cursor, rest);
        exits.iter().any(|exit| {
            let function = self.facts.function_of(exit.scope);
            let mut named = self.facts.uses_in(&(exit.at..exit.end)).iter();
            named.any(|used| match used.local == cursor {
                true => exit.value == ExitValue::Made,
                false => self.facts.scopes[function].returns_borrow && holders.contains(&used.local),
            })
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

    /// Whether something from in front of a rest may hold a borrow by way of a local, and is in use in that.
    fn is_lent(&self, cursor: LocalId, rest: &Span) -> bool {
        let holders = self.holders_of(cursor, &(Position::default()..rest.start));
        let behind = rest.start..Position(u32::MAX);
        let mut holders = holders.iter().filter(|local| !self.facts.of_fields.contains(local));
        holders.any(|holder| self.lives.is_named_in(*holder, &behind)) || self.is_lent_to_a_loop(cursor, rest)
    }

    /// Whether the head of a loop around names it.
    fn is_lent_to_a_loop(&self, cursor: LocalId, rest: &Span) -> bool {
        let loops = self.facts.frames.iter().map(|(_, frame)| frame);
        let mut around = loops.filter(|frame| frame.is_loop && frame.span.contains(&rest.start));
        around.any(|frame| {
            let holder = frame
                .holder
                .map(|(block, step)| &self.facts.blocks[block].steps[step].span);
            let head = holder.map_or(frame.span.start, |step| step.start)..rest.start;
            let is_in_head = |at: Position| {
                let scopes = self.facts.scopes.iter().map(|(_, scope)| scope);
                !scopes
                    .filter(|scope| matches!(scope.kind, ScopeKind::Iteration(_)))
                    .any(|scope| scope.span.contains(&at))
            };
            self.facts.uses_of(cursor, &head).any(|used| is_in_head(used.at))
        })
    }

    /// What the deferred code behind a split, and what that is made of, may reach.
    fn reached(&self, plan: &Plan, id: SplitId, rest: &Rest) -> Locals {
        let split = &plan.splits[id];
        let named = split.mentions.iter().chain(&rest.mentioned).copied().collect();
        let lent = self.lent_to(plan, id, named);
        split
            .mentions
            .iter()
            .chain(&split.made_from)
            .chain(&lent)
            .copied()
            .collect()
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
