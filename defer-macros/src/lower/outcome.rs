//! How deferred code tells and changes whether its scope is left by failure (rules 6.1, 6.2 and 6.3), in each kind
//! of scope.

use super::colour::Colour;
use super::{Around, Kind, Lowering, Scope};
use crate::syntax::options::Runtime;
use crate::syntax::returned::Returned;
use proc_macro2::{Ident, Span, TokenStream};
use quote::{ToTokens, quote, quote_spanned};
use syn::Expr;

/// The outcome of a scope, where its deferred code runs.
pub struct Outcome {
    runtime: Runtime,
    left: Ident,
    output: Returned,
    /// Whether it is an iteration of a loop: its ways out are data.
    in_loop: bool,
    result: Option<Expr>,
    around: Around,
}

impl Lowering<'_> {
    pub fn outcome(&self, scope: &Scope, left: &Ident) -> Outcome {
        Outcome {
            runtime: self.runtime.clone(),
            left: left.clone(),
            output: scope.output.clone(),
            in_loop: matches!(scope.kind, Kind::Iteration { .. }),
            result: self.named.clone(),
            around: self.around,
        }
    }
}

impl Outcome {
    /// Whether the scope is left by failure; a type that doesn't tell is shown at `span`.
    pub fn failed(&self, span: Span) -> TokenStream {
        let here = Span::mixed_site().located_at(span);
        let (runtime, left) = (self.runtime.at(span), self.left_at(here));
        if let Some(Expr::Tuple(fields)) = &self.result {
            let fields = fields.elems.iter();
            return quote_spanned!(here=> #runtime::failed_fields(&#left, (#(&#fields,)*)));
        }
        if matches!(self.output, Returned::Unit) || self.output.is_never() {
            return quote_spanned!(here=> #left.is_err());
        }
        match (&self.result, self.in_loop) {
            (None, false) => quote_spanned!(here=> #runtime::failed(&#left)),
            (None, true) => quote_spanned!(here=> #runtime::failed_in_loop(&#left)),
            (Some(result), false) => quote_spanned!(here=> #runtime::failed_named(&#left, &#result)),
            (Some(result), true) => quote_spanned!(here=> #runtime::failed_named_in_loop(&#left, &#result)),
        }
    }

    /// The error that the scope is left with; a mistake is shown at `span`.
    pub fn error(&self, span: Span) -> TokenStream {
        let here = Span::mixed_site().located_at(span);
        let (runtime, left) = (self.runtime.at(span), self.left_at(here));
        match (&self.result, self.in_loop) {
            (None, false) => quote_spanned!(here=> #runtime::error(&mut #left)),
            (None, true) => quote_spanned!(here=> #runtime::error_in_loop(&mut #left)),
            (Some(result), false) => quote_spanned!(here=> #runtime::error_named(&mut #left, &mut #result)),
            (Some(result), true) => quote_spanned!(here=> #runtime::error_named_in_loop(&mut #left, &mut #result)),
        }
    }

    /// Runs deferred code that `?` may leave early, and fails the scope with what it is left with; a mistake is
    /// shown at `span`.
    pub fn fail(&self, colour: Colour, code: TokenStream, span: Span) -> TokenStream {
        let here = Span::mixed_site().located_at(span);
        let (runtime, left) = (self.runtime.at(span), self.left_at(here));
        let deferred = colour.run_early(&self.runtime, &self.early_end(here), code, span);
        let fail = match (&self.result, self.in_loop) {
            (None, false) => quote_spanned!(here=> #runtime::fail(deferred, &mut #left)),
            (None, true) => quote_spanned!(here=> #runtime::fail_in_loop(deferred, &mut #left)),
            (Some(result), false) => quote_spanned!(here=> #runtime::fail_named(deferred, &mut #left, &mut #result)),
            (Some(result), true) => {
                quote_spanned!(here=> #runtime::fail_named_in_loop(deferred, &mut #left, &mut #result))
            }
        };
        quote_spanned! {here=>
            #[allow(clippy::redundant_closure_call)]
            let deferred = #deferred;
            #fail;
        }
    }

    /// What deferred code with `?` in it ends with: nothing, or early.
    pub fn early_end(&self, here: Span) -> TokenStream {
        let (runtime, output) = (self.runtime.at(here), self.output.around_any_value());
        quote_spanned!(here=> #runtime::Carried<#output, ()>)
    }

    fn left_at(&self, here: Span) -> Ident {
        let mut left = self.left.clone();
        left.set_span(here);
        left
    }

    /// Why `?` can't be written in the deferred code, if the type of the function tells.
    pub fn refuses_question(&self) -> Option<String> {
        match (&self.output, &self.result) {
            (Returned::Inferred, _) => Some(format!(
                "{}: the error of `?` in a deferred call becomes its error",
                self.around.how_to_tell_output()
            )),
            (_, Some(Expr::Tuple(_))) => Some(
                "`?` can't give its error to a result whose fields are named: handle the error in the deferred block"
                    .to_owned(),
            ),
            (plain, _) if plain.is_plain() => Some(format!(
                "the error of `?` in a deferred call needs a function that returns `Result` or `Option`: this one \
                 returns `{}`",
                plain.to_token_stream()
            )),
            _ => None,
        }
    }
}

/// The end of deferred code that `?` may leave early.
pub fn end_of_early(runtime: &Runtime) -> TokenStream {
    let here = Span::mixed_site();
    let unit = quote!(());
    quote_spanned!(here=> #runtime::carry(#unit))
}
