//! The type of a closure or async block.

use crate::spans;
use crate::syntax::options::Runtime;
use crate::syntax::returned::Returned;
use proc_macro2::{Span, TokenStream};
use quote::{ToTokens, quote_spanned};
use syn::spanned::Spanned;

/// What a closure or async block gives, as it is written there.
pub(super) enum Gives {
    /// It isn't.
    Inferred,
    Unit,
    Type(TokenStream),
}

impl Gives {
    pub(super) fn of(returned: &Returned) -> Self {
        match returned {
            Returned::Inferred => Gives::Inferred,
            Returned::Unit => Gives::Unit,
            Returned::Named(named) => Gives::Type(named.to_token_stream()),
        }
    }

    /// The same behind the name of a local.
    pub(super) fn annotation(&self) -> Option<TokenStream> {
        match self {
            Gives::Type(ty) => Some(quote_spanned!(Span::mixed_site()=> : #ty)),
            Gives::Inferred | Gives::Unit => None,
        }
    }

    /// Says what an async block gives, which can't be written: what it ends with is coerced to that.
    pub(super) fn typed(&self, runtime: &Runtime) -> Option<TokenStream> {
        let Gives::Type(returned) = self else { return None };
        let there = spans::ours_at(returned.span());
        let runtime = runtime.at(there);
        let any = spans::users_block(returned.span(), quote_spanned!(there=> #runtime::typed::<#returned>()));
        Some(quote_spanned!(Span::mixed_site()=> if false { return #any; }))
    }
}
