//! What a block ends with, as it is written.

use super::Emit;
use crate::plan::data::{Action, Split};
use crate::resolve::facts::BlockId;
use crate::resolve::source::{Hole, hole_of};
use crate::spans;
use crate::syntax::tokens::ends_with_block;
use proc_macro2::Span;
use quote::{ToTokens, quote};
use syn::{Expr, Macro, MacroDelimiter, Stmt};

impl Emit<'_> {
    /// The last statement of a rest, unless that is split again or ends with a deferred call.
    pub(super) fn last_of_rest(&self, split: &Split) -> Option<&Stmt> {
        if self.splits_again(split) {
            return None;
        }
        let step = self.steps_of_rest(split).next_back()?;
        let is_written = step == split.step || self.block_plan(split.block).steps[step] == Action::Stays;
        is_written.then(|| &self.source.block(split.block).stmts[step])
    }

    /// Where the value of a block is written, or else the block that has none.
    pub(super) fn place_of_end(&self, block: BlockId) -> Span {
        let scope = self.facts.blocks[block].scope;
        match self.source.block(block).stmts.last() {
            Some(Stmt::Expr(value, None)) => self.place_of(value),
            _ if self.facts.is_whole_scope(block) => self.source.scope(scope).block,
            _ => spans::ours(),
        }
    }

    /// Whether the rest of a split is split in its turn.
    pub(super) fn splits_again(&self, split: &Split) -> bool {
        let mut behind = self.block_plan(split.block).steps.iter().skip(split.step + 1);
        behind.any(|action| matches!(action, Action::Splits(_)))
    }

    /// Whether a rest ends with a value, as it is printed.
    pub(super) fn ends_with_value(&self, split: &Split) -> bool {
        let is_value = |last: &Stmt| match last {
            Stmt::Expr(_, semicolon) => semicolon.is_none(),
            Stmt::Macro(call) => call.semi_token.is_none(),
            _ => false,
        };
        self.splits_again(split) || self.ends_early(split.block) || self.last_of_rest(split).is_some_and(is_value)
    }

    /// Whether this is a way out, so that nothing follows.
    pub(super) fn is_exit(&self, stmt: &Stmt) -> bool {
        let Stmt::Expr(expr, _) = stmt else { return false };
        let exit = match self.hole(expr) {
            Some(Hole::Exit(exit)) => self.source.exit(*exit),
            _ => expr,
        };
        match exit {
            Expr::Return(leave) => leave.attrs.is_empty(),
            Expr::Break(leave) => leave.attrs.is_empty(),
            Expr::Continue(leave) => leave.attrs.is_empty(),
            _ => false,
        }
    }

    /// Whether the statement gives the value of a macro call.
    pub(super) fn is_macro_value(&self, stmt: &Stmt) -> bool {
        match stmt {
            Stmt::Expr(expr, None) => match self.macro_of(expr) {
                Some((call, is_taken_out)) => !(is_taken_out && is_braced(call)),
                None => false,
            },
            Stmt::Macro(call) => call.semi_token.is_none() && !is_braced(&call.mac),
            _ => false,
        }
    }

    /// Whether the statement is a macro call.
    pub(super) fn is_macro(&self, stmt: &Stmt) -> bool {
        match stmt {
            Stmt::Expr(expr, _) => self.macro_of(expr).is_some(),
            Stmt::Macro(_) => true,
            _ => false,
        }
    }

    /// The macro call that an expression is, and whether it has been taken out of the code.
    fn macro_of<'e>(&'e self, expr: &'e Expr) -> Option<(&'e Macro, bool)> {
        match (expr, self.hole(expr)) {
            (_, Some(Hole::Call { call, .. } | Hole::Asking { call, .. } | Hole::AskingInside { call, .. })) => {
                Some((call, true))
            }
            (Expr::Macro(call), _) => Some((&call.mac, false)),
            _ => None,
        }
    }

    /// The piece that was taken out here.
    pub(super) fn hole(&self, expr: &Expr) -> Option<&Hole> {
        hole_of(expr).map(|id| &self.source.holes[id])
    }
}

fn is_braced(call: &Macro) -> bool {
    matches!(call.delimiter, MacroDelimiter::Brace(_))
}

/// Makes the statement one that gives no value; rustc checks that it had none, and clippy that it ends as it should
/// in the user's own block.
pub(super) fn end_without_value(stmt: &mut Stmt, block: Span) {
    let here = Span::mixed_site();
    match stmt {
        Stmt::Expr(Expr::Assign(_) | Expr::Return(_), semicolon @ None) => {
            *semicolon = Some(syn::Token![;](here));
        }
        Stmt::Expr(tail, None) if !ends_with_block(tail) => {
            let (allow, ended) = (spans::allow_braces(), spans::users_block(block, tail.to_token_stream()));
            *tail = Expr::Verbatim(quote!(#allow #ended));
        }
        Stmt::Macro(call) if !is_braced(&call.mac) => {
            call.semi_token.get_or_insert(syn::Token![;](here));
        }
        _ => {}
    }
}
