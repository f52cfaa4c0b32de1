//! How deferred code tells and changes whether its scope is left by failure (rules 6.1, 6.2 and 6.3), in each kind of scope.

use super::gives::Gives;
use super::ways::payload;
use super::{Emit, left_at};
use crate::plan::data::{Colour, Passes, Split, SplitId};
use crate::resolve::facts::{LocalId, SiteId};
use crate::spans;
use crate::syntax::options::Runtime;
use crate::syntax::returned::Returned;
use proc_macro2::{Span, TokenStream};
use quote::quote_spanned;
use std::borrow::Cow;
use syn::Expr;

/// What deferred code is told of how its scope was left.
pub(super) struct Failure<'a> {
    runtime: &'a Runtime,
    returned: Cow<'a, Returned>,
    /// Whether the ways out are data there.
    in_loop: bool,
    result: Option<&'a Expr>,
}

impl<'a> Emit<'a> {
    /// Of the scope of a deferred call.
    pub(super) fn failure(&self, site: SiteId) -> Failure<'a> {
        let scope = self.facts.sites[site].scope;
        Failure {
            runtime: self.runtime(),
            returned: self.returned(scope),
            in_loop: self.plan.sites[site.beside()].sees_ways,
            result: self.result(scope),
        }
    }

    /// Runs deferred code that `?` may leave early, and fails the scope with what it is left with; a mistake is shown there.
    pub(super) fn fail(&self, failure: &Failure<'_>, site: SiteId, colour: Colour, code: TokenStream) -> TokenStream {
        let question = self.place_of_question(site);
        let here = spans::ours_at(question);
        let (runtime, left) = (failure.runtime.at(question), left_at(here));
        let early = Gives::Type(failure.early_end(here));
        let extent = self.source.scope(self.facts.sites[site].code).extent;
        let deferred = self.run_early(colour, &early, code, (question, extent));
        let fail = match (failure.result, failure.in_loop) {
            (None, false) => quote_spanned!(here=> #runtime::fail),
            (None, true) => quote_spanned!(here=> #runtime::fail_in_loop),
            (Some(_), false) => quote_spanned!(here=> #runtime::fail_named),
            (Some(_), true) => quote_spanned!(here=> #runtime::fail_named_in_loop),
        };
        let (left, result) = (spans::lent(question, &left), failure.lent_result(question));
        let fail = spans::called(question, fail, quote_spanned!(here=> deferred, #left #result));
        let fail = match self.plan.sites[site.beside()].fails {
            Some(split) => {
                let arms = self.spared_by_failure(split);
                let spared = quote_spanned!(here=> #runtime::run(|| match way { #arms _ => {} }));
                let noted = spans::called(
                    question,
                    quote_spanned!(here=> #runtime::supersede),
                    quote_spanned!(here=> #spared, #left),
                );
                quote_spanned!(here=> if let ::core::option::Option::Some(way) = #fail { #noted })
            }
            None if failure.in_loop => spans::called(
                question,
                quote_spanned!(here=> #runtime::discard),
                quote_spanned!(here=> #fail, #left),
            ),
            None => fail,
        };
        quote_spanned!(here=> let deferred = #deferred; #fail;)
    }

    /// The arms that spare what ways out of a split give back, where they are left otherwise after all.
    fn spared_by_failure(&self, id: SplitId) -> TokenStream {
        let split = &self.plan.splits[id];
        let Passes::Ways(ways) = &split.passes else {
            return TokenStream::new();
        };
        let has_value = self.facts.next(split.block).has_value();
        let next = ways.next.iter().map(|way| ("Next", None, has_value, way));
        let breaks = ways.breaks.iter().map(|way| ("Break", None, way.carries_value(), way));
        let jumps = ways.jumps.iter().enumerate();
        let jumps = jumps.map(|(at, way)| ("Jump", Some(at), way.carries_value(), way));
        let all = next.chain(breaks).chain(jumps);
        let arms = all.filter(|(.., way)| way.parts.is_empty() && !way.given_back.is_empty());
        let arms = arms.map(|(name, jump, has_value, way)| {
            let back: Vec<_> = way.given_back.iter().map(|local| self.back(*local)).collect();
            let inside = payload(has_value.then(|| quote_spanned!(spans::ours()=> _)), &back);
            let pattern = match jump {
                Some(at) => self.way_out(name, self.chosen(at, inside)),
                None => self.way_out(name, inside),
            };
            let spares = way.given_back.iter().map(|local| self.spare_back(split, *local));
            quote_spanned!(spans::ours()=> #pattern => { #(#spares)* })
        });
        arms.collect()
    }

    fn spare_back(&self, split: &Split, local: LocalId) -> TokenStream {
        let (here, runtime, back) = (spans::ours(), self.runtime(), self.back(local));
        match split.spared_by_failure.contains(&local) {
            true => {
                let place = self.spared(local);
                quote_spanned!(here=> #runtime::spare(&mut #place, #back);)
            }
            false => quote_spanned!(here=> ::core::mem::drop(#back);),
        }
    }
}

impl Failure<'_> {
    /// Whether the scope is left by failure; a type that doesn't tell is shown at `place`.
    pub(super) fn failed(&self, place: Span) -> TokenStream {
        let here = spans::ours_at(place);
        let (runtime, left) = (self.runtime.at(place), left_at(here));
        if let Some(Expr::Tuple(fields)) = self.result {
            let fields = fields.elems.iter();
            return quote_spanned!(here=> #runtime::failed_fields(&#left, (#(&#fields,)*)));
        }
        if matches!(*self.returned, Returned::Unit) || self.returned.is_never() {
            return quote_spanned!(here=> #left.is_err());
        }
        match (self.result, self.in_loop) {
            (None, false) if matches!(*self.returned, Returned::Inferred) => {
                quote_spanned!(here=> #runtime::failed_inferred(&#left))
            }
            (None, false) => quote_spanned!(here=> #runtime::failed(&#left)),
            (None, true) => quote_spanned!(here=> #runtime::failed_in_loop(&#left)),
            (Some(result), false) => quote_spanned!(here=> #runtime::failed_named(&#left, &#result)),
            (Some(result), true) => quote_spanned!(here=> #runtime::failed_named_in_loop(&#left, &#result)),
        }
    }

    /// The error that the scope is left with; a mistake is shown at `place`.
    pub(super) fn error(&self, place: Span) -> TokenStream {
        let here = spans::ours_at(place);
        let (runtime, left) = (self.runtime.at(place), left_at(here));
        let error = match (self.result, self.in_loop) {
            (None, false) => quote_spanned!(here=> #runtime::error),
            (None, true) => quote_spanned!(here=> #runtime::error_in_loop),
            (Some(_), false) => quote_spanned!(here=> #runtime::error_named),
            (Some(_), true) => quote_spanned!(here=> #runtime::error_named_in_loop),
        };
        let left = spans::lent(place, &left);
        let result = self.lent_result(place);
        let given = quote_spanned!(here=> #left #result);
        spans::called(place, error, given)
    }

    /// The named result as one more argument.
    fn lent_result(&self, place: Span) -> Option<TokenStream> {
        self.result.map(|result| {
            let lent = spans::lent(place, result);
            quote_spanned!(place=> , #lent)
        })
    }

    /// What deferred code with `?` in it ends with: nothing, or early.
    pub(super) fn early_end(&self, here: Span) -> TokenStream {
        let (runtime, returned) = (self.runtime.at(here), self.returned.around_any_value());
        quote_spanned!(here=> #runtime::Carried<#returned, ()>)
    }
}
