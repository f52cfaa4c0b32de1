//! Blocks that are scopes inside of a function where they hold deferred calls: those with a label (3.1), or all of them (rule 3.8).

use super::facts::{BlockEnd, BlockId, FrameId, LoopEnd, Position, ScopeId, ScopeKind};
use super::scopes::NewScope;
use super::source::{Hole, hole_of};
use super::walk::Walk;
use crate::syntax::coverage::Extent;
use crate::syntax::{returned_tail, tokens};
use syn::{Block, Expr, Stmt};

impl Walk<'_> {
    /// A block, which is a scope if it has a label and holds deferred calls.
    pub fn block_expr(&mut self, expr: &mut Expr, is_tail: bool) {
        let start = self.tick();
        let Expr::Block(block) = expr else { return };
        let label = block.label.clone();
        let frame = label
            .as_ref()
            .and_then(|label| self.open_frame(Some(label), false, start));
        let scope = frame.filter(|_| self.block_holds(&block.block));
        self.framed(frame, LoopEnd::AnEnd, expr, |walk, expr| match (scope, expr) {
            (Some(frame), expr) => {
                walk.place.is_tail = is_tail;
                walk.labelled_block(expr, frame, start);
            }
            (None, Expr::Block(block)) => {
                walk.place.is_tail = is_tail && block.label.is_none();
                walk.block(&mut block.block, BlockEnd::Value, Vec::new());
            }
            _ => {}
        });
        self.close_frame(frame);
    }

    fn labelled_block(&mut self, expr: &mut Expr, frame: FrameId, start: Position) {
        let Expr::Block(block) = expr else { return };
        let label = block.label.as_ref().map(|label| label.name.clone());
        let scope = self.block_scope(&mut block.block, BlockEnd::Scope, (frame, label), start);
        if let Expr::Block(block) = std::mem::replace(expr, Expr::PLACEHOLDER) {
            *expr = self.take_out(Hole::Labelled { block, scope });
        }
    }

    /// A block that is a scope inside of a function.
    pub fn block_scope(
        &mut self,
        block: &mut Block,
        end: BlockEnd,
        (frame, label): (FrameId, Option<syn::Lifetime>),
        start: Position,
    ) -> ScopeId {
        let is_tail = std::mem::take(&mut self.place.is_tail);
        let mut stmts = std::mem::take(&mut block.stmts);
        if is_tail && returned_tail::looks_at_outcome(&stmts) {
            returned_tail::return_from_block(&mut stmts, label.as_ref());
        }
        let new = NewScope {
            kind: ScopeKind::Block(frame),
            start,
            returned: self.place.returned.clone(),
            in_async: self.place.in_async,
            block: block.brace_token.span.join(),
            begin: tokens::begin_of(&stmts),
            extent: Extent::of(&block.brace_token.span),
            capture: None,
            label,
        };
        let first_site = self.facts.sites.len();
        let scope = self.scope(new, |walk| {
            walk.block_of(stmts, end);
        });
        let block = self.facts.scopes[scope].block;
        if self.source.scope(scope).label.is_none() && self.ends_by_leaving(block) && !self.recovers(scope, first_site)
        {
            self.facts.blocks[block].end = BlockEnd::Never;
        }
        scope
    }

    /// Whether what a block ends with is a way out of it.
    fn ends_by_leaving(&self, block: BlockId) -> bool {
        let Some(Stmt::Expr(last, _)) = self.source.block(block).stmts.last() else {
            return false;
        };
        match hole_of(last).map(|id| &self.source.holes[id]) {
            Some(Hole::Exit(exit)) => match self.source.exit(*exit) {
                Expr::Return(leave) => leave.attrs.is_empty(),
                Expr::Break(leave) => leave.attrs.is_empty(),
                Expr::Continue(leave) => leave.attrs.is_empty(),
                _ => false,
            },
            _ => false,
        }
    }

    /// Whether a deferred call of a scope recovers, which is one of those from this on: behind that control goes on at its end.
    fn recovers(&self, scope: ScopeId, first: usize) -> bool {
        let mut sites = self.facts.sites.iter().skip(first);
        sites.any(|(_, site)| site.scope == scope && site.recovers)
    }
}
