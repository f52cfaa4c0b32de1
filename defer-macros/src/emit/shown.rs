//! Where rustc shows what is wrong with a closure that the user hasn't written: at what stands in it.

use super::Emit;
use super::gives::Gives;
use crate::plan::data::{Action, Passes, SlotId, Split};
use crate::resolve::facts::{BlockId, Facts, LocalId, Position, ScopeKind, SiteId, StepKind};
use crate::resolve::source::{Hole, hole_of};
use crate::spans;
use crate::syntax::coverage::Extent;
use crate::syntax::returned::Returned;
use proc_macro2::{Span, TokenStream};
use quote::ToTokens;
use syn::spanned::Spanned;
use syn::visit::{self, Visit};
use syn::{Expr, Stmt};

/// The places of a closure around a rest.
#[derive(Clone, Copy)]
pub(super) struct Places {
    /// Where the deferred call stands for which there is a closure.
    pub call: Span,
    /// Where what is wrong with the closure itself is shown.
    pub begin: Span,
    /// Where a value that is missing at its end is shown.
    pub end: Span,
    /// A place in it where no name stands.
    pub beside: Option<Span>,
    /// Where the code in it is written.
    pub extent: Extent,
    /// Where that begins and ends, if it is in one piece.
    pub written: Option<(Span, Span)>,
}

impl Emit<'_> {
    /// Those of a split's closure; `ends` says whether that ends with a value.
    pub(super) fn places(&self, split: &Split, gives: &Gives, ends: bool) -> Places {
        // Most often that it uses what a value of now has moved or borrowed.
        let begin = self.only_use(split).or_else(|| self.begin_of_rest(split));
        let begin = begin.unwrap_or_else(|| self.place_of_site(split.site));
        let scope = self.scope_of(split);
        // Where the ways out are data, the end is one of them.
        let ends = ends
            || matches!(
                self.facts.scopes[scope].kind,
                ScopeKind::Iteration(_) | ScopeKind::Block(_) | ScopeKind::Function { is_named: true }
            );
        let end = match gives {
            // It is asked for by what the function returns.
            Gives::Type(ty) if !ends => ty.span(),
            _ if ends => self.source.scope(scope).block,
            _ => begin,
        };
        Places {
            call: self.place_of_split(split),
            begin,
            end,
            beside: self.beside_names(split),
            extent: self.source.scope(scope).extent,
            written: self.written_rest(split).filter(|_| split.sunk.is_empty()),
        }
    }

    /// Where a deferred call is written.
    pub(super) fn place_of_site(&self, site: Option<SiteId>) -> Span {
        let keeper = site.map(|site| self.source.site(site).keeper.to_token_stream());
        keeper.and_then(spans::begin_of).unwrap_or_else(spans::ours)
    }

    /// Where the deferred call is written for which a block is split, or the first of those in the statement that it is split around.
    pub(super) fn place_of_split(&self, split: &Split) -> Span {
        match (split.site, split.slots.first()) {
            (None, Some(first)) => self.place_of_call_in(&self.plan.slots[*first]),
            (site, _) => self.place_of_site(site),
        }
    }

    /// Where rustc shows what carries on behind that: what it gives may be borrowed. Where that is nothing, clippy would have a semicolon
    /// there: `end` in `ecosystem/lints/src/kept/loops.rs`.
    pub(super) fn place_of_end_of_call(&self, split: &Split) -> Span {
        match *self.returned(self.scope_of(split)) {
            Returned::Named(_) => self.place_of_split(split),
            Returned::Unit | Returned::Inferred => spans::ours(),
        }
    }

    /// Where rustc shows what is wrong with the slot of a deferred call: at the call.
    pub(super) fn place_of_slot(&self, slot: SlotId) -> Span {
        match self.plan.slots[slot].site {
            Some(site) => spans::ours_at(self.place_of_site(Some(site))),
            None => spans::ours(),
        }
    }

    /// The steps of a split's rest that are printed in its closure.
    pub(super) fn steps_of_rest(&self, split: &Split) -> impl DoubleEndedIterator<Item = usize> {
        let from = split.step + usize::from(split.site.is_some());
        let actions = &self.block_plan(split.block).steps;
        let behind = usize::from(split.passes == Passes::ClosureBehind);
        let actions = actions.iter().enumerate().take(actions.len() - behind).skip(from);
        let inside = actions.filter(|(_, action)| !matches!(action, Action::First | Action::Behind | Action::Sinks));
        inside.map(|(step, _)| step)
    }

    /// Where a rest begins, as the user has written it.
    fn begin_of_rest(&self, split: &Split) -> Option<Span> {
        self.steps_of_rest(split)
            .find_map(|step| self.begin_of_step(split.block, step))
    }

    fn begin_of_step(&self, block: BlockId, step: usize) -> Option<Span> {
        match self.facts.blocks[block].steps[step].kind {
            StepKind::Site(site) => Some(self.place_of_site(Some(site))),
            _ => match &self.source.block(block).stmts[step] {
                Stmt::Expr(expr, _) => self.begin_of(expr),
                stmt => spans::begin_of(stmt.to_token_stream()),
            },
        }
    }

    /// Where an expression begins, which may be in a hole.
    fn begin_of(&self, expr: &Expr) -> Option<Span> {
        match self.hole(leftmost(expr)) {
            None => spans::begin_of(expr.to_token_stream()),
            Some(Hole::Exit(exit)) => spans::begin_of(self.source.exit(*exit).to_token_stream()),
            Some(Hole::Receiver { name: expr, .. } | Hole::Handed { expr, .. }) => {
                spans::begin_of(expr.to_token_stream())
            }
            Some(Hole::Question { attempt, .. }) => self.begin_of(&attempt.expr),
            Some(Hole::Fork { expr, .. } | Hole::Assigned { expr, .. }) => spans::begin_of(expr.to_token_stream()),
            Some(Hole::Loop { repeated, .. }) => spans::begin_of(repeated.to_token_stream()),
            Some(Hole::Labelled { block, .. }) => spans::begin_of(block.to_token_stream()),
            Some(Hole::Closure { closure, .. }) => spans::begin_of(closure.to_token_stream()),
            Some(Hole::Async { block, .. }) => spans::begin_of(block.to_token_stream()),
            Some(Hole::Arm { body, .. }) => self.begin_of(body),
            Some(
                Hole::Call { call, .. }
                | Hole::Evaluated { call, .. }
                | Hole::Asking { call, .. }
                | Hole::AskingInside { call, .. },
            ) => spans::begin_of(call.path.to_token_stream()),
            Some(Hole::Block { .. }) => None,
        }
    }

    /// Where rustc counts: what of a block runs in the closure of a split, if that is all from its begin on.
    pub(super) fn runs_inside(&self, split: &Split) -> Option<TokenStream> {
        let is_all = match &split.passes {
            _ if self.facts.blocks[split.block].ends_outside => false,
            Passes::ClosureBehind => false,
            Passes::Ways(ways) => ways.jumps.iter().all(|way| way.parts.is_empty()),
            Passes::Never | Passes::Value | Passes::End => true,
        };
        let (first, last) = self.written_rest(split)?;
        (is_all && split.site.is_some())
            .then(|| spans::runs_inside(first, last))
            .flatten()
    }

    fn written_rest(&self, split: &Split) -> Option<(Span, Span)> {
        Some((self.begin_of_rest(split)?, self.last_of_block(split.block)?))
    }

    /// Where a block ends, as far as that is known.
    fn last_of_block(&self, block: BlockId) -> Option<Span> {
        match self.source.block(block).stmts.last()? {
            Stmt::Expr(expr, _) => match self.hole(expr) {
                None | Some(Hole::Block { .. }) => spans::end_of(expr.to_token_stream()),
                Some(Hole::Exit(exit)) => spans::end_of(self.source.exit(*exit).to_token_stream()),
                Some(Hole::Question { attempt, .. }) => Some(attempt.question_token.span),
                Some(Hole::Fork { expr, .. } | Hole::Handed { expr, .. } | Hole::Assigned { expr, .. }) => {
                    spans::end_of(expr.to_token_stream())
                }
                Some(Hole::Loop { repeated, .. }) => spans::end_of(repeated.to_token_stream()),
                Some(Hole::Labelled { block, .. }) => spans::end_of(block.to_token_stream()),
                Some(
                    Hole::Call { call, .. }
                    | Hole::Evaluated { call, .. }
                    | Hole::Asking { call, .. }
                    | Hole::AskingInside { call, .. },
                ) => Some(call.delimiter.span().close()),
                Some(Hole::Receiver { .. } | Hole::Arm { .. } | Hole::Closure { .. } | Hole::Async { .. }) => None,
            },
            other => spans::end_of(other.to_token_stream()),
        }
    }

    /// Where a value is written.
    pub(super) fn place_of(&self, value: &Expr) -> Span {
        match hole_of(leftmost(value)) {
            None => value.span(),
            Some(_) => self.begin_of(value).unwrap_or_else(spans::ours),
        }
    }

    /// Where a rest ends, as the user has written it; nothing where it is split again.
    pub(super) fn end_of_rest(&self, split: &Split) -> Option<Span> {
        let last = self.last_of_rest(split)?;
        let step = self.steps_of_rest(split).next_back()?;
        match self.source.block(split.block).has_holes[step] {
            true => self.begin_of_step(split.block, step),
            false => spans::end_of(last.to_token_stream()),
        }
    }

    /// The first use of a local that a value of now is made of, if the rest uses no other.
    fn only_use(&self, split: &Split) -> Option<Span> {
        let mut used = split.made_from.iter().filter_map(|local| self.first_use(split, *local));
        match (used.next(), used.next()) {
            (Some(only), None) => Some(only),
            _ => None,
        }
    }

    fn first_use(&self, split: &Split, local: LocalId) -> Option<Span> {
        let block = &self.facts.blocks[split.block];
        let from = block.steps.get(split.step + 1)?.span.start;
        let uses = self.uses.get(&local)?;
        let first = uses.partition_point(|place| self.facts.uses[*place].at < from);
        let uses = uses[first..].iter().map(|place| (self.facts.uses[*place].at, *place));
        let mut uses = uses.take_while(|(at, _)| *at < block.span.end).peekable();
        let (_, first) = *uses.peek()?;
        // Deferred code comes later than what stands behind it.
        let depth = self.depths.at(block.span.start);
        let own = uses.find(|(at, _)| self.depths.at(*at) == depth);
        Some(self.source.uses[own.map_or(first, |(_, own)| own)])
    }

    /// A place in the user's own code of a rest where no name stands.
    fn beside_names(&self, split: &Split) -> Option<Span> {
        let mut sunk = split.sunk.iter().filter_map(|local| self.declaration(*local));
        sunk.find_map(spans::beside_names).or_else(|| {
            self.steps_of_rest(split)
                .find_map(|step| self.beside_names_in(split.block, step))
        })
    }

    /// The same in the statements of a block.
    pub(super) fn beside_names_of(&self, block: BlockId) -> Option<Span> {
        let mut steps = 0..self.facts.blocks[block].steps.len();
        steps.find_map(|step| self.beside_names_in(block, step))
    }

    fn beside_names_in(&self, block: BlockId, step: usize) -> Option<Span> {
        if let StepKind::Site(site) = self.facts.blocks[block].steps[step].kind {
            return spans::beside_names(self.source.site(site).keeper.to_token_stream());
        }
        let stmt = &self.source.block(block).stmts[step];
        let mut inside = BesideNames {
            emit: self,
            found: spans::beside_names(stmt.to_token_stream()),
        };
        if inside.found.is_none() && self.source.block(block).has_holes[step] {
            inside.visit_stmt(stmt);
        }
        inside.found
    }
}

/// How many deferred calls the code of a position stands in, one in another, from each begin or end of such code on.
pub(super) struct Depths(Vec<(Position, i32)>);

impl Depths {
    pub(super) fn of(facts: &Facts) -> Self {
        let deferred = facts.scopes.iter().map(|(_, scope)| scope);
        let deferred = deferred.filter(|scope| matches!(scope.kind, ScopeKind::Deferred(_)));
        let mut borders = deferred
            .flat_map(|scope| [(scope.span.start, true), (scope.span.end, false)])
            .collect::<Vec<_>>();
        borders.sort();
        let mut depth = 0_i32;
        let depths = borders.into_iter().map(|(at, begins)| {
            depth = if begins { depth + 1 } else { depth - 1 };
            (at, depth)
        });
        Depths(depths.collect())
    }

    fn at(&self, at: Position) -> i32 {
        let behind = self.0.partition_point(|(border, _)| *border <= at);
        behind.checked_sub(1).map_or(0, |last| self.0[last].1)
    }
}

/// Looks into the holes of a statement for a place where no name stands.
struct BesideNames<'e, 'a> {
    emit: &'e Emit<'a>,
    found: Option<Span>,
}

impl<'ast> Visit<'ast> for BesideNames<'_, '_> {
    fn visit_expr(&mut self, expr: &'ast Expr) {
        if self.found.is_some() {
            return;
        }
        let inside = match self.emit.hole(expr) {
            None => return visit::visit_expr(self, expr),
            Some(Hole::Assigned { expr, .. }) => return visit::visit_expr(self, expr),
            Some(Hole::Block { block, .. }) => *block,
            Some(Hole::Loop { scope, .. } | Hole::Closure { scope, .. } | Hole::Async { scope, .. }) => {
                self.emit.facts.scopes[*scope].block
            }
            Some(_) => return,
        };
        self.found = self.emit.beside_names_of(inside);
    }
}

/// The expression that another one begins with.
fn leftmost(expr: &Expr) -> &Expr {
    match expr {
        Expr::Assign(assign) => leftmost(&assign.left),
        Expr::Await(wait) => leftmost(&wait.base),
        Expr::Binary(both) => leftmost(&both.left),
        Expr::Call(call) => leftmost(&call.func),
        Expr::Cast(cast) => leftmost(&cast.expr),
        Expr::Field(field) => leftmost(&field.base),
        Expr::Index(index) => leftmost(&index.expr),
        Expr::MethodCall(call) => leftmost(&call.receiver),
        Expr::Try(attempt) => leftmost(&attempt.expr),
        other => other,
    }
}
