//! What leaves the body of a function, where nothing more has to be known of it than what is written.

use crate::syntax::names;
use crate::syntax::select::Select;
use crate::syntax::tokens;
use proc_macro2::Span;
use quote::ToTokens;
use syn::visit::{self, Visit};
use syn::visit_mut::{self, VisitMut};
use syn::{Expr, ExprReturn, Label, Lifetime, Macro, Stmt};

/// Rewrites every `return` of a function, among the arguments of macros too. Closures, async blocks and items in it have their own,
/// and so have deferred calls.
pub fn rewrite_returns(body: &mut [Stmt], rewrite: impl FnMut(&mut ExprReturn)) {
    let mut returns = Returns(rewrite);
    body.iter_mut().for_each(|stmt| returns.visit_stmt_mut(stmt));
}

struct Returns<F>(F);

impl<F: FnMut(&mut ExprReturn)> VisitMut for Returns<F> {
    fn visit_item_mut(&mut self, _: &mut syn::Item) {}
    fn visit_expr_closure_mut(&mut self, _: &mut syn::ExprClosure) {}
    fn visit_expr_async_mut(&mut self, _: &mut syn::ExprAsync) {}
    fn visit_expr_const_mut(&mut self, _: &mut syn::ExprConst) {}
    fn visit_type_mut(&mut self, _: &mut syn::Type) {}

    fn visit_expr_return_mut(&mut self, leave: &mut ExprReturn) {
        visit_mut::visit_expr_return_mut(self, leave);
        (self.0)(leave);
    }

    fn visit_macro_mut(&mut self, call: &mut Macro) {
        if names::is_deferred(&call.path) || !tokens::leaves(&call.tokens) {
            return;
        }
        if let Some(mut select) = Select::of(call) {
            for branch in &mut select.branches {
                self.visit_expr_mut(&mut branch.handler);
            }
            call.tokens = select.into_token_stream();
        } else if let Some(mut arguments) = tokens::arguments_of(call) {
            for argument in &mut arguments {
                self.visit_expr_mut(&mut argument.value);
            }
            call.tokens = arguments.into_token_stream();
        }
    }
}

/// What leaves a body otherwise than by `return`, outside of macro calls.
#[derive(Default)]
pub struct Leaving {
    /// Whether a `break` or `continue` would leave it.
    pub has_jump: bool,
    /// The first `?`.
    pub question: Option<Span>,
}

/// Finds what leaves a body.
pub fn find(body: &[Stmt]) -> Leaving {
    let mut search = Search::default();
    body.iter().for_each(|stmt| search.visit_stmt(stmt));
    search.found
}

#[derive(Default)]
struct Search {
    found: Leaving,
    loops: usize,
    labels: Vec<Lifetime>,
}

impl Search {
    /// Walks what is in a loop, or in a block with a label: what `break` and `continue` in it leave.
    fn inside(&mut self, is_loop: bool, label: Option<&Label>, walk: impl FnOnce(&mut Self)) {
        let outer = self.labels.len();
        self.labels.extend(label.map(|label| label.name.clone()));
        self.loops += usize::from(is_loop);
        walk(self);
        self.loops -= usize::from(is_loop);
        self.labels.truncate(outer);
    }

    fn jump(&mut self, label: Option<&Lifetime>) {
        self.found.has_jump |= match label {
            None => self.loops == 0,
            Some(label) => !self.labels.contains(label),
        };
    }
}

impl<'a> Visit<'a> for Search {
    fn visit_item(&mut self, _: &'a syn::Item) {}
    fn visit_expr_closure(&mut self, _: &'a syn::ExprClosure) {}
    fn visit_expr_async(&mut self, _: &'a syn::ExprAsync) {}
    fn visit_expr_const(&mut self, _: &'a syn::ExprConst) {}
    fn visit_type(&mut self, _: &'a syn::Type) {}

    fn visit_expr(&mut self, expr: &'a Expr) {
        match expr {
            Expr::Loop(repeated) => self.inside(true, repeated.label.as_ref(), |search| {
                search.visit_block(&repeated.body);
            }),
            Expr::ForLoop(repeated) => {
                self.visit_expr(&repeated.expr);
                self.inside(true, repeated.label.as_ref(), |search| {
                    search.visit_block(&repeated.body);
                });
            }
            Expr::While(repeated) => self.inside(true, repeated.label.as_ref(), |search| {
                search.visit_expr(&repeated.cond);
                search.visit_block(&repeated.body);
            }),
            Expr::Block(block) => self.inside(false, block.label.as_ref(), |search| {
                search.visit_block(&block.block);
            }),
            // A `?` leaves it, and nothing else.
            Expr::TryBlock(block) => {
                let question = self.found.question;
                self.visit_block(&block.block);
                self.found.question = question;
            }
            other => visit::visit_expr(self, other),
        }
        match expr {
            Expr::Break(leave) => self.jump(leave.label.as_ref()),
            Expr::Continue(leave) => self.jump(leave.label.as_ref()),
            Expr::Try(attempt) => {
                self.found.question.get_or_insert(attempt.question_token.span);
            }
            _ => {}
        }
    }
}
