//! How deferred code tells and changes whether its scope is left by failure (rules 6.1, 6.2 and 6.3), in each kind of scope.

use super::gives::Gives;
use super::{Emit, left_at};
use crate::plan::data::Colour;
use crate::resolve::facts::SiteId;
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

    /// Runs deferred code that `?` may leave early, and fails the scope with what it is left with; a mistake is shown at
    /// `question`.
    pub(super) fn fail(&self, failure: &Failure<'_>, colour: Colour, code: TokenStream, question: Span) -> TokenStream {
        let here = spans::ours_at(question);
        let (runtime, left) = (failure.runtime.at(question), left_at(here));
        let early = Gives::Type(failure.early_end(here));
        let deferred = self.run_early(colour, &early, code, question);
        let fail = match (failure.result, failure.in_loop) {
            (None, false) => quote_spanned!(here=> #runtime::fail(deferred, &mut #left)),
            (None, true) => quote_spanned!(here=> #runtime::fail_in_loop(deferred, &mut #left)),
            (Some(result), false) => quote_spanned!(here=> #runtime::fail_named(deferred, &mut #left, &mut #result)),
            (Some(result), true) => {
                quote_spanned!(here=> #runtime::fail_named_in_loop(deferred, &mut #left, &mut #result))
            }
        };
        quote_spanned!(here=> let deferred = #deferred; #fail;)
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
        match (self.result, self.in_loop) {
            (None, false) => quote_spanned!(here=> #runtime::error(&mut #left)),
            (None, true) => quote_spanned!(here=> #runtime::error_in_loop(&mut #left)),
            (Some(result), false) => quote_spanned!(here=> #runtime::error_named(&mut #left, &mut #result)),
            (Some(result), true) => quote_spanned!(here=> #runtime::error_named_in_loop(&mut #left, &mut #result)),
        }
    }

    /// What deferred code with `?` in it ends with: nothing, or early.
    pub(super) fn early_end(&self, here: Span) -> TokenStream {
        let (runtime, returned) = (self.runtime.at(here), self.returned.around_any_value());
        quote_spanned!(here=> #runtime::Carried<#returned, ()>)
    }
}
