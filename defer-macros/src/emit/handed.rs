//! What goes into a place in front of a split, and out of that where it is moved (rule 8.6).

use super::Emit;
use crate::plan::data::SplitId;
use crate::resolve::facts::LocalId;
use crate::spans;
use proc_macro2::TokenStream;
use quote::{ToTokens, quote_spanned};
use syn::Expr;

impl Emit<'_> {
    /// What is in a place from the begin on: what is awaited is pinned there.
    pub(super) fn nothing_in_place(&self, local: LocalId) -> TokenStream {
        let none = quote_spanned!(spans::ours()=> ::core::option::Option::None);
        match self.plan.handed.get(&local) {
            Some(handed) if handed.is_awaited => quote_spanned!(spans::ours()=> ::core::pin::pin!(#none)),
            _ => none,
        }
    }

    /// Puts what a split would take along into its places. Parameters that stay are there already.
    pub(super) fn hand(&self, id: SplitId) -> TokenStream {
        let handed = self.plan.handed.iter();
        let handed = handed.filter(|(local, handed)| handed.split == id && !self.printed.stay.contains(local));
        handed.map(|(local, _)| self.put_in_place(*local)).collect()
    }

    pub(super) fn put_in_place(&self, local: LocalId) -> TokenStream {
        let (name, place) = (self.ident(local), self.spared(local));
        let here = spans::ours_at(name.span());
        let runtime = self.runtime().at(here);
        match self.plan.handed.get(&local) {
            Some(handed) if handed.is_awaited => quote_spanned! {here=>
                {
                    #[allow(unused_imports)]
                    use #runtime::AwaitedLater as _;
                    let awaited = #runtime::ToAwait(#name).awaited();
                    #place.set(::core::option::Option::Some(awaited));
                }
            },
            _ => quote_spanned!(here=> #runtime::spare(&mut #place, #name);),
        }
    }

    /// A use that takes its local out of a place.
    pub(super) fn handed_here(&self, expr: &Expr, used: usize) -> Expr {
        let local = self.facts.uses[used].local;
        let handed = self.plan.handed.get(&local).filter(|handed| handed.used == used);
        let Some(handed) = handed else {
            return expr.clone();
        };
        let place = self.spared(local);
        let there = spans::ours_at(self.source.uses[used]);
        let runtime = self.runtime().at(there);
        Expr::Verbatim(match (expr, handed.is_awaited) {
            (Expr::Await(wait), true) => {
                let (dot, keyword) = (wait.dot_token, wait.await_token);
                let awaited = quote_spanned!(there=> #runtime::awaited(#place.as_mut()));
                let (dot, keyword) = (dot.to_token_stream(), keyword.to_token_stream());
                quote_spanned!(there=> #awaited #dot #keyword)
            }
            // In a local of its own it has its type before it is looked at what is expected, and coerces to that.
            _ => quote_spanned!(there=> { let value = #runtime::handed(&mut #place); value }),
        })
    }
}
