//! What a closure or async block of the user's has captured, where a way out of it spares some of that: the places of these stand in its
//! body, and so does what else it has captured, bound again, so that all are dropped in their order.

use super::Emit;
use crate::plan::data::Declared;
use crate::resolve::facts::{How, LocalId, ScopeId, Use};
use crate::spans;
use proc_macro2::TokenStream;
use quote::quote_spanned;

impl Emit<'_> {
    /// Whether a way out of it spares something that it has captured.
    pub(super) fn spares_captures(&self, scope: ScopeId) -> bool {
        self.plan.spares.captured.iter().any(|(of, _)| *of == scope)
    }

    /// What a closure or async block begins with. What it names first is dropped first.
    pub(super) fn captures_again(&self, scope: ScopeId, is_move: bool) -> TokenStream {
        let is_spared = |local: &LocalId| self.plan.spares.captured.contains(&(scope, *local));
        let captured = self.facts.captured_by(scope);
        let Some(last) = captured.iter().rposition(is_spared) else {
            return TokenStream::new();
        };
        let again = captured[..=last].iter().rev().map(|local| match is_spared(local) {
            true => self.spared_place(*local),
            false if self.is_captured_whole(scope, *local, is_move) => self.capture_again(*local),
            false => TokenStream::new(),
        });
        again.collect()
    }

    /// Whether a local is captured by value, and not a part of it alone.
    fn is_captured_whole(&self, scope: ScopeId, local: LocalId, is_move: bool) -> bool {
        let known = &self.facts.locals[local];
        let uses = || self.uses_in(scope).filter(|used| used.local == local);
        // A number that is changed is captured by reference, though it is passed by value: bound again it would be another one.
        let moves = |used: &Use| matches!(used.how, How::Moved | How::Passed | How::Leaves(_));
        let (whole, moved) = (
            !uses().all(|used| self.facts.may_be_part(used)),
            is_move || uses().all(moves) && !known.is_reborrowed,
        );
        whole && moved && !known.is_self && !known.is_copy
    }

    fn capture_again(&self, local: LocalId) -> TokenStream {
        let (here, name) = (spans::ours(), self.ident(local));
        let is_mut = self.facts.locals[local].is_mut || self.declared(local) != Declared::AsWritten;
        let keyword = is_mut.then(|| quote_spanned!(here=> mut));
        let used = self.facts.locals[local].is_mut.then(|| self.used_mutably(here, [name]));
        quote_spanned!(here=> #used #[allow(unused_mut, unused_variables)] let #keyword #name = #name;)
    }

    fn uses_in(&self, scope: ScopeId) -> impl Iterator<Item = &Use> {
        self.facts.uses_in(&self.facts.scopes[scope].span).iter()
    }
}
