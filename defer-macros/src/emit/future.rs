//! Futures whose deferred calls run when they are dropped halfway (rule 8.2), and what a spawner completes of them (rule 8.4).

use super::gives::Gives;
use super::{Emit, left};
use crate::resolve::facts::{LocalId, ScopeId, ScopeKind};
use crate::spans;
use crate::syntax::coverage::Extent;
use crate::syntax::returned::Returned;
use crate::syntax::sharing::Sharing;
use proc_macro2::{Ident, Span, TokenStream};
use quote::{ToTokens, quote, quote_spanned};
use syn::spanned::Spanned;
use syn::{Expr, Token};

/// What the guards of an async function tell each other through.
pub(super) fn control() -> Ident {
    Ident::new("control", Span::mixed_site())
}

/// The body of an async function, block or closure, in the future that can be cancelled.
struct Root<'e> {
    returned: &'e Returned,
    /// What it moves into its future.
    capture: Option<Token![move]>,
    /// The parameters, which are dropped last one first.
    parameters: &'e [Ident],
    /// Those that it borrows.
    stay: &'e [LocalId],
    /// What it has captured and holds by `&mut`.
    lends: &'e [LocalId],
    /// What its deferred calls are handed to on a cancellation.
    spawner: Option<&'e Expr>,
    /// The user's own block, which rustc takes for that of the future: it doesn't name the locals of another.
    block: Span,
    extent: Extent,
}

impl Emit<'_> {
    /// Puts the body of a function, closure or async block into the future that can be cancelled, if there is anything in it
    /// to cancel.
    pub(super) fn rooted(&self, scope: ScopeId, parameters: &[Ident], body: TokenStream) -> TokenStream {
        if !self.scope_plan(scope).is_cancellable {
            return body;
        }
        let source = self.source.scope(scope);
        let inner = Root {
            returned: &source.returned,
            capture: None,
            parameters,
            stay: &[],
            lends: &[],
            spawner: None,
            block: source.begin,
            extent: source.extent,
        };
        self.cancellable(
            match self.facts.scopes[scope].kind {
                ScopeKind::Function { .. } => Root {
                    capture: self.printed.capture,
                    spawner: self.printed.spawner,
                    stay: &self.printed.stay,
                    block: source.block,
                    ..inner
                },
                ScopeKind::AsyncBlock => Root {
                    capture: source.capture.filter(|_| !self.plan.lends.contains_key(&scope)),
                    lends: source
                        .capture
                        .and_then(|_| self.plan.lends.get(&scope))
                        .map_or(&[], |lent| lent),
                    ..inner
                },
                _ => inner,
            },
            body,
        )
    }

    fn cancellable(&self, root: Root<'_>, body: TokenStream) -> TokenStream {
        let here = Span::mixed_site();
        let runtime = self.runtime();
        let control = control();
        let is_never = root.returned.is_never();
        let returned = match is_never {
            true => Gives::Type(quote_spanned!(here=> #runtime::Never)),
            false => Gives::of(root.returned),
        };
        let (owned, typed) = (self.owned(root.parameters), returned.typed(runtime));
        let held = self.held_of(root.stay);
        let lent = self.used_mutably(here, self.idents(root.lends));
        let mut declared = quote_spanned!(here=> let #control = &#runtime::Control::new(););
        declared.extend(self.places_of_staying(root.stay));
        let body = spans::block_of(root.extent, root.block, quote!(#owned #held #lent #typed #body));
        let (own, capture) = (spans::capturing(root.block), root.capture);
        let pinned = Ident::new("body", here);
        let wait = spans::capturing(root.block);
        let awaited = |callee, given| {
            let future = spans::called(root.block, callee, given);
            let wait = quote_spanned!(wait=> await);
            quote_spanned!(here=> #future.#wait)
        };
        let body = quote_spanned!(own=> let #pinned = async #capture #body;);
        // In a local of its own: in older editions what a last expression makes is dropped behind the locals.
        let body = quote_spanned!(here=> #body let #pinned = ::core::pin::pin!(#pinned););
        let (declared, future) = match root.spawner {
            None => {
                declared.extend(body);
                let future = quote_spanned!(here=> #runtime::cancellable);
                (
                    Some(declared),
                    awaited(future, quote_spanned!(here=> #control, #pinned)),
                )
            }
            Some(spawner) => {
                let spawn = spawned_by(spawner);
                let future = quote_spanned!(here=> #runtime::detachable);
                let future = awaited(future, quote_spanned!(here=> #control, #pinned));
                let boxed = quote_spanned!(here=> async move { #declared #body #future });
                let future = quote_spanned!(here=> #runtime::detached);
                (None, awaited(future, quote_spanned!(here=> #spawn, #boxed)))
            }
        };
        match is_never {
            true => quote_spanned!(here=> #declared match #future {}),
            false => {
                // In a block of its own, which is nobody's to end with a semicolon: `ecosystem/lints/src/panics_async.rs`.
                let future = spans::value_at_end(quote_spanned!(here=> { #future }));
                quote_spanned!(here=> #declared #future)
            }
        }
    }

    /// Takes the parameters along by value.
    fn owned(&self, parameters: &[Ident]) -> Option<TokenStream> {
        let here = Span::mixed_site();
        let runtime = self.runtime();
        let unused = parameters.iter().any(|name| name.to_string().starts_with('_'));
        let allow = unused.then(spans::allow_underscored);
        let owned = super::tuple(parameters.iter().rev());
        (!parameters.is_empty()).then(|| quote_spanned!(here=> #allow if false { #runtime::capture(#owned); }))
    }

    /// The places of parameters that stay, with what goes into them.
    fn places_of_staying(&self, stay: &[LocalId]) -> TokenStream {
        let handed = stay.iter().filter(|local| self.plan.handed.contains_key(local));
        let place = |local: &LocalId| {
            let mut place = self.spared_place(*local);
            place.extend(self.put_in_place(*local));
            place
        };
        handed.map(place).collect()
    }

    /// Holds by `&mut` which of these can be sent but not shared.
    fn held_of(&self, locals: &[LocalId]) -> Option<TokenStream> {
        let is_held = |local: &&LocalId| {
            let is_told = self.facts.locals[**local].sharing == Sharing::Told;
            // One that is never used is no part of the future.
            is_told && self.uses.contains_key(local) && !self.plan.handed.contains_key(local)
        };
        let told: Vec<_> = locals.iter().filter(is_held).map(|local| self.ident(*local)).collect();
        let told = self.captured_as_told(&told)?;
        Some(quote_spanned!(Span::mixed_site()=> if false { #told }))
    }

    /// Marks deferred code that a spawner completes (rule 8.4).
    pub(super) fn completed(&self, code: &TokenStream) -> TokenStream {
        let (runtime, control, left) = (self.runtime(), control(), left());
        let here = Span::mixed_site();
        let note = spans::maybe_unreachable(quote_spanned!(here=> { #runtime::note_cancelled(#control, &mut #left); }));
        quote_spanned!(here=> { let _deferring = #control.deferring(); #code } #note)
    }
}

/// Hands what remains to a spawner; a mistake in it is shown at what the user wrote.
fn spawned_by(spawner: &Expr) -> TokenStream {
    let there = spans::ours_at(spawner.span());
    let spawn = match spawner {
        Expr::Path(_) => spawner.to_token_stream(),
        other => quote_spanned!(there=> (#other)),
    };
    quote_spanned!(there=> |remaining| { let _ = #spawn(remaining); })
}
