//! What is matched outside of the closure of a rest, which is that of an arm.

use super::Emit;
use super::shown::Places;
use crate::plan::data::{Colour, Leaving, Passes, Split, SplitId};
use crate::resolve::facts::{ForkId, Position, Span};
use crate::resolve::source::Hole;
use crate::spans;
use crate::syntax::returned::Returned;
use proc_macro2::TokenStream;
use quote::{ToTokens, quote_spanned};
use syn::{Block, Expr, Stmt};

impl Emit<'_> {
    /// The rest of a split that is matched outside of its closure: there is one in each arm.
    pub(super) fn match_outside(&self, id: SplitId) -> TokenStream {
        let split = &self.plan.splits[id];
        let last = self.source.block(split.block).stmts.last();
        let (Some(Stmt::Expr(last, _)), Passes::Value, Colour::Plain) = (last, &split.passes, split.colour) else {
            let message = "write what is matched behind this deferred call in a block of its own";
            return syn::Error::new(self.place_of_split(split), message).into_compile_error();
        };
        let gives = self.gives(split);
        let places = self.places(split, &gives, true);
        let mut filled = self.filled(last);
        let fork = self.fork_of(&split.rest);
        let run = |arm: usize, body: &Expr, written: &Expr| {
            let (code, written) = (self.body_of(split, body), counted(written));
            let places = Places {
                written: spans::begin_of(written.clone()).zip(spans::end_of(written)),
                ..places
            };
            let mut inside = self.head(split);
            inside.extend(self.sparing(id, &gives, code, places.end, |set| {
                self.is_spared_in(id, set, fork, arm)
            }));
            self.run(split.colour, &gives, inside, places)
        };
        let written = match self.hole(last) {
            Some(Hole::Fork { expr, .. }) => expr,
            _ => last,
        };
        match (&mut filled, written) {
            (Expr::Match(choice), Expr::Match(written)) => {
                for (at, (arm, written)) in choice.arms.iter_mut().zip(&written.arms).enumerate() {
                    *arm.body = Expr::Verbatim(run(at, &arm.body, &written.body));
                }
            }
            (Expr::If(branch), Expr::If(written)) => {
                let then = |block: &Block| {
                    Expr::Block(syn::ExprBlock {
                        attrs: Vec::new(),
                        label: None,
                        block: block.clone(),
                    })
                };
                branch.then_branch = in_block(run(0, &then(&branch.then_branch), &then(&written.then_branch)));
                if let (Some((_, otherwise)), Some((_, written))) = (&mut branch.else_branch, &written.else_branch) {
                    **otherwise = then(&in_block(run(1, otherwise, written)));
                }
            }
            _ => {}
        }
        filled.to_token_stream()
    }

    /// What stands in the closure of an arm, which has no value where the function has none.
    fn body_of(&self, split: &Split, body: &Expr) -> TokenStream {
        match body {
            Expr::Block(block) if block.attrs.is_empty() && block.label.is_none() => {
                block.block.stmts.iter().map(ToTokens::to_token_stream).collect()
            }
            // As a statement, as clippy would have it.
            Expr::Assign(_) | Expr::Call(_) | Expr::Macro(_) | Expr::MethodCall(_)
                if matches!(*self.returned(self.scope_of(split)), Returned::Unit) =>
            {
                quote_spanned!(spans::ours()=> #body;)
            }
            body => body.to_token_stream(),
        }
    }

    /// The first fork in a part of the function.
    fn fork_of(&self, span: &Span) -> Option<ForkId> {
        let mut forks = self.facts.forks.within(span, |fork| fork.span.start);
        forks.next().map(|(fork, _)| fork)
    }

    /// Whether a set of locals is spared by what leaves an arm.
    fn is_spared_in(&self, id: SplitId, set: usize, fork: Option<ForkId>, arm: usize) -> bool {
        let span = fork.and_then(|fork| self.facts.forks[fork].arms.get(arm));
        let is_in_it = |at: Position| span.is_none_or(|span| span.contains(&at));
        let mut ways = self.plan.spares.by_way.iter().filter(|(_, of)| **of == (id, set));
        ways.any(|(way, _)| match *way {
            Leaving::Exit(exit) => is_in_it(self.facts.exits[exit].at),
            Leaving::Question(question) => is_in_it(self.facts.questions[question].at),
            _ => true,
        })
    }
}

/// What of an arm counts in its closure, where rustc counts: the line that a brace ends counts for its pattern, or not at all.
fn counted(body: &Expr) -> TokenStream {
    match body {
        Expr::Block(body) if !body.block.stmts.is_empty() => {
            body.block.stmts.iter().map(ToTokens::to_token_stream).collect()
        }
        body => body.to_token_stream(),
    }
}

fn in_block(code: TokenStream) -> Block {
    let here = spans::ours();
    Block {
        brace_token: syn::token::Brace(here),
        stmts: vec![Stmt::Expr(Expr::Verbatim(code), None)],
    }
}
