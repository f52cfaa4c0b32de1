//! Parts that a closure moves on one way out and are there on another: each has a place in front of the closure, and goes back to what it
//! is a part of behind that.

use super::Emit;
use super::asked::member;
use crate::plan::data::SplitId;
use crate::plan::kept_parts::KeptPart;
use crate::resolve::facts::LocalId;
use crate::spans;
use proc_macro2::{Ident, Span, TokenStream};
use quote::{ToTokens, format_ident, quote_spanned};

impl Emit<'_> {
    /// No local's place has a name like this.
    pub(super) fn place_of_part(&self, local: LocalId, part: &KeptPart) -> Ident {
        let (of, path) = (self.ident(part.of), part.path.join("_"));
        format_ident!("kept_{}_{of}_{path}", local.place(), span = spans::ours_at(of.span()))
    }

    /// What goes into the place of a local, or of a part of one.
    pub(super) fn value_spared(&self, local: LocalId, call: Span) -> TokenStream {
        match self.plan.kept_parts.get(&local) {
            Some(part) => self.part_there(part, call),
            None => spans::mentioned(self.ident(local), Some(call)).into_token_stream(),
        }
    }

    fn part_there(&self, part: &KeptPart, there: Span) -> TokenStream {
        let name = spans::mentioned(self.ident(part.of), Some(there));
        let fields = part.path.iter().map(|field| member(field, name.span()));
        quote_spanned!(there=> #name #(.#fields)*)
    }

    /// What a local, or a part of one, is named by where it comes out of a closure.
    pub(super) fn given(&self, locals: &[LocalId]) -> Vec<TokenStream> {
        let given = locals.iter().map(|local| match self.plan.kept_parts.get(local) {
            Some(part) => self.part_there(part, spans::ours()),
            None => self.ident(*local).to_token_stream(),
        });
        given.collect()
    }

    /// What a local, or a part of one, comes back as.
    pub(super) fn back(&self, local: LocalId) -> Ident {
        match self.plan.kept_parts.get(&local) {
            Some(part) => {
                let (of, path) = (self.ident(part.of), part.path.join("_"));
                format_ident!("{of}_{path}{}_back", local.place(), span = Span::mixed_site())
            }
            None => format_ident!("{}_back", self.ident(local), span = Span::mixed_site()),
        }
    }

    /// Gives it back behind the closure. A part that is copied has never left.
    pub(super) fn take_back(&self, local: LocalId) -> TokenStream {
        let (here, back) = (Span::mixed_site(), self.back(local));
        let Some(part) = self.plan.kept_parts.get(&local) else {
            let name = self.ident(local);
            return quote_spanned!(here=> #name = #back;);
        };
        let (runtime, value) = (self.runtime(), self.part_there(part, spans::ours()));
        quote_spanned! {here=>
            {
                use #runtime::{BackCopy as _, BackMoved as _};
                #[allow(unreachable_code, unused_assignments)]
                match #runtime::Back::of(&#back).given(#back) {
                    #runtime::Given::Back(#back, way) => {
                        #runtime::goes_on(way);
                        #value = #back;
                    }
                    #runtime::Given::Copied(way) => {
                        #runtime::goes_on(way);
                    }
                }
            }
        }
    }

    /// The places of what the closure of a split is the outermost one to move, and what gives it back.
    pub(super) fn kept_parts(&self, id: SplitId) -> (TokenStream, TokenStream) {
        let split = &self.plan.splits[id];
        let there = self.place_of_split(split);
        let here = spans::ours_at(there);
        let mine = self
            .plan
            .kept_parts
            .iter()
            .filter(|(_, part)| part.splits.contains(&id));
        let code = mine.map(|(local, _)| {
            let place = self.spared(*local);
            let is_again = split.spared_by_failure.contains(local);
            let kept = is_again.then(|| quote_spanned!(here=> .take()));
            let given_back = self.part_restored(*local, quote_spanned!(here=> #place #kept), there);
            (
                quote_spanned!(here=> let mut #place = ::core::option::Option::None;),
                given_back,
            )
        });
        code.unzip()
    }

    /// Gives parts back that a deferred call which has failed left in their places, unless that is done behind a closure around.
    pub(super) fn parts_behind_failure(&self, id: SplitId) -> Option<TokenStream> {
        let is_outermost = |local: &LocalId| {
            let part = self.plan.kept_parts.get(local);
            part.is_some_and(|part| part.splits.contains(&id))
        };
        let parts = self.plan.splits[id].spared_by_failure.iter().copied();
        self.restored(&parts.filter(is_outermost).collect::<Vec<_>>())
    }

    /// Gives a part back that has come out of the closure into its place.
    pub(super) fn part_restored(&self, local: LocalId, kept: TokenStream, there: Span) -> TokenStream {
        let here = spans::ours_at(there);
        let (runtime, back) = (self.runtime().at(here), self.back(local));
        let value = self.value_spared(local, there);
        quote_spanned! {here=>
            {
                use #runtime::{KeptCopy as _, KeptMoved as _};
                #[allow(unreachable_code, unused_assignments)]
                if let ::core::option::Option::Some((#back, way)) = #runtime::Kept(#kept).given_back() {
                    #runtime::goes_on(way);
                    #value = #back;
                }
            }
        }
    }
}
