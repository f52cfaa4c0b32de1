//! Puts code together again that the walk has taken apart, for tests.

use super::facts::{BlockId, ScopeId, StepKind};
use super::source::{Arguments, Hole, hole_of};
use super::{Facts, Resolved, Source};
use proc_macro2::TokenStream;
use quote::{ToTokens, quote};
use syn::visit_mut::{self, VisitMut};
use syn::{Expr, Stmt, parse_quote};

/// The statements of the function as they were written.
pub fn restored(resolved: &Resolved) -> String {
    let restore = Restore {
        facts: &resolved.facts,
        source: &resolved.source,
    };
    let stmts = restore.block(crate::ids::Id::of(0));
    quote!(#(#stmts)*).to_string()
}

#[derive(Clone, Copy)]
struct Restore<'r> {
    facts: &'r Facts,
    source: &'r Source,
}

impl Restore<'_> {
    fn block(mut self, id: BlockId) -> Vec<Stmt> {
        let steps = self.facts.blocks[id].steps.iter().zip(&self.source.block(id).stmts);
        let stmts = steps.map(|(step, stmt)| match step.kind {
            StepKind::Site(site) => self.source.site(site).written.clone(),
            _ => {
                let mut stmt = stmt.clone();
                self.visit_stmt_mut(&mut stmt);
                stmt
            }
        });
        stmts.collect()
    }

    fn scope(self, id: ScopeId) -> Vec<Stmt> {
        self.block(self.facts.scopes[id].block)
    }

    fn filled(mut self, hole: &Hole) -> Expr {
        match hole {
            Hole::Exit(exit) => self.full(self.source.exit(*exit).clone()),
            Hole::Block { block, .. } => {
                let stmts = self.block(*block);
                Expr::Verbatim(quote!(#(#stmts)*))
            }
            Hole::Receiver { name: expr, .. } | Hole::Handed { expr, .. } => expr.clone(),
            Hole::Arm { body, .. } => self.full(body.clone()),
            Hole::Question { attempt, .. } => self.full(Expr::Try(attempt.clone())),
            Hole::Fork { expr, .. } | Hole::Assigned { expr, .. } => self.full(expr.clone()),
            Hole::Loop { repeated, scope, .. } => {
                let mut repeated = repeated.clone();
                let body = match &mut repeated {
                    Expr::ForLoop(repeated) => &mut repeated.body,
                    Expr::While(repeated) => &mut repeated.body,
                    Expr::Loop(repeated) => &mut repeated.body,
                    other => panic!("no loop: {}", other.to_token_stream()),
                };
                assert!(body.stmts.is_empty());
                body.stmts = self.scope(*scope);
                visit_mut::visit_expr_mut(&mut self, &mut repeated);
                repeated
            }
            Hole::Closure { closure, scope, .. } => {
                let mut closure = closure.clone();
                let stmts = self.scope(*scope);
                closure.body = match &mut *closure.body {
                    Expr::Block(body) => {
                        body.block.stmts = stmts;
                        closure.body
                    }
                    _ => parse_quote!(#(#stmts)*),
                };
                Expr::Closure(closure)
            }
            Hole::Labelled { block, scope } => {
                let mut block = block.clone();
                block.block.stmts = self.scope(*scope);
                Expr::Block(block)
            }
            Hole::Async { block, scope } => {
                let mut block = block.clone();
                block.block.stmts = self.scope(*scope);
                Expr::Async(block)
            }
            Hole::Call { call, attrs, arguments } => {
                let mut call = call.clone();
                call.tokens = self.arguments(arguments);
                Expr::Verbatim(quote!(#(#attrs)* #call))
            }
            Hole::Evaluated {
                call, attrs, semicolon, ..
            } => Expr::Verbatim(quote!(#(#attrs)* #call #semicolon)),
            Hole::Asking { call, attrs, .. } | Hole::AskingInside { call, attrs, .. } => {
                Expr::Verbatim(quote!(#(#attrs)* #call))
            }
        }
    }

    fn arguments(self, arguments: &Arguments) -> TokenStream {
        match arguments {
            Arguments::Expressions(arguments) => {
                let pairs = arguments.pairs().map(|pair| {
                    let (argument, comma) = pair.into_tuple();
                    let (name, equals) = argument.name.as_ref().map(|(name, equals)| (name, equals)).unzip();
                    let value = self.full(argument.value.clone());
                    quote!(#name #equals #value #comma)
                });
                pairs.collect()
            }
            Arguments::Select(select) => {
                // Its parts can't be taken from a copy: the numbers of the holes are replaced in what is printed.
                let numbered = select.to_token_stream();
                self.numbers_filled(
                    numbered,
                    &select.branches.iter().map(|branch| &branch.handler).collect::<Vec<_>>(),
                )
            }
        }
    }

    /// The tokens with what these expressions are in the place of their numbers.
    fn numbers_filled(self, tokens: TokenStream, handlers: &[&Expr]) -> TokenStream {
        let filled = handlers.iter().filter_map(|handler| {
            let full = self.full((*handler).clone());
            hole_of(handler).map(|_| (handler.to_token_stream().to_string(), full.to_token_stream()))
        });
        let filled: Vec<(String, TokenStream)> = filled.collect();
        let mut before = None;
        let replaced = tokens.into_iter().map(|token| {
            let is_handler = matches!(before.replace(token.to_string()).as_deref(), Some(">"));
            match filled
                .iter()
                .find(|(number, _)| is_handler && *number == token.to_string())
            {
                Some((_, full)) => full.clone(),
                None => token.into(),
            }
        });
        replaced.collect()
    }

    fn full(mut self, mut expr: Expr) -> Expr {
        self.visit_expr_mut(&mut expr);
        expr
    }
}

impl VisitMut for Restore<'_> {
    fn visit_expr_mut(&mut self, expr: &mut Expr) {
        match hole_of(expr) {
            Some(hole) => *expr = self.filled(&self.source.holes[hole]),
            None => visit_mut::visit_expr_mut(self, expr),
        }
    }
}
