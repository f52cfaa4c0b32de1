//! The statements of a block, up to the place where it is split.

use super::{Emit, tails};
use crate::plan::data::Action;
use crate::resolve::facts::{BlockId, LocalId, ScopeKind};
use crate::spans;
use proc_macro2::{Span, TokenStream};
use quote::{ToTokens, quote, quote_spanned};
use syn::Stmt;

/// What becomes of the last statement of a block.
#[derive(Clone, Copy, PartialEq)]
pub(super) enum Tail {
    AsWritten,
    /// It gives no value.
    WithoutValue,
    /// It stands behind the closure.
    Behind,
}

impl Emit<'_> {
    /// The statements of a block from this step on.
    pub(super) fn statements(&self, block: BlockId, from: usize) -> TokenStream {
        self.statements_to(block, from, Tail::AsWritten)
    }

    /// The same, where something becomes of the last one.
    pub(super) fn statements_to(&self, block: BlockId, from: usize, tail: Tail) -> TokenStream {
        let mut code = TokenStream::new();
        for (step, action) in self.block_plan(block).steps.iter().enumerate().skip(from) {
            match *action {
                Action::Stays => code.extend(self.statement(block, step, tail)),
                // It stands elsewhere.
                Action::First | Action::Behind => {}
                Action::Sinks => {
                    let declares = &self.facts.blocks[block].steps[step].declares;
                    code.extend(self.spared_places(declares));
                    code.extend(self.left_of_declaration(declares));
                }
                Action::Fills(slot) => code.extend(self.fill_slot(slot)),
                Action::Splits(split) => {
                    code.extend(self.split(split));
                    return code;
                }
            }
        }
        if self.ends_early(block) {
            code.extend(spans::maybe_unreachable(self.end_of_early()));
        }
        code
    }

    /// One statement, with what stands in its holes.
    pub(super) fn statement(&self, block: BlockId, step: usize, tail: Tail) -> TokenStream {
        let source = self.source.block(block);
        let written = &source.stmts[step];
        let declares = &self.facts.blocks[block].steps[step].declares;
        let tail = match step + 1 == source.stmts.len() {
            true => tail,
            false => Tail::AsWritten,
        };
        if tail == Tail::Behind {
            return TokenStream::new();
        }
        let spares = declares.iter().any(|local| self.is_spared(*local));
        let unboxed = || {
            self.plan
                .unboxed
                .iter()
                .filter(|(part, _)| declares.contains(&part.local))
        };
        let is_asked = |local: &LocalId| self.plan.dropless.contains(local) || self.facts.borrowing.contains(local);
        let asks = declares.iter().any(is_asked) || unboxed().next().is_some();
        if tail == Tail::AsWritten && !source.has_holes[step] && !self.changes(declares) && !spares && !asks {
            return written.to_token_stream();
        }
        let mut stmt = written.clone();
        if source.has_holes[step] {
            self.fill_stmt(&mut stmt);
        }
        let (mut places, mut again) = (TokenStream::new(), TokenStream::new());
        if let Stmt::Local(local) = &mut stmt {
            let alone = declares.first().filter(|_| spares && declares.len() == 1);
            match alone.and_then(|alone| self.spared_in_front(&mut local.pat, *alone)) {
                Some(place) => places = place,
                None => again = self.make_mutable(&mut local.pat, declares),
            }
        } else {
            // A macro declares them.
            places = self.spared_places(declares);
        }
        if tail == Tail::WithoutValue {
            tails::end_without_value(&mut stmt, self.source.scope(self.facts.blocks[block].scope).block);
        }
        let asked = declares.iter().filter(|local| is_asked(local));
        let asked = asked.map(|local| self.asked_dropless(*local, None));
        let unboxed = self.asked_unboxed(unboxed(), None);
        quote!(#places #stmt #again #(#asked)* #unboxed)
    }

    /// Whether the end of a block is that of deferred code which `?` may leave early.
    pub(super) fn ends_early(&self, block: BlockId) -> bool {
        let scope = self.facts.blocks[block].scope;
        let is_deferred = matches!(self.facts.scopes[scope].kind, ScopeKind::Deferred(_));
        is_deferred && self.scope_plan(scope).ends_early && self.facts.scopes[scope].block == block
    }

    /// What deferred code that `?` may leave early ends with.
    pub(super) fn end_of_early(&self) -> TokenStream {
        let here = Span::mixed_site();
        let (runtime, unit) = (self.runtime(), quote!(()));
        quote_spanned!(here=> #runtime::carry(#unit))
    }
}
