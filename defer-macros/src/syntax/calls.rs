//! What is told of macro calls by their names.

use crate::guesses;
use crate::syntax::names;
use crate::syntax::tokens::{any, called};
use proc_macro2::{TokenStream, TokenTree};

/// Whether the code may await: it does, or it calls a macro that may.
pub fn may_await(code: &TokenStream) -> bool {
    any(code, |before, here| match &here[0] {
        TokenTree::Ident(word) => word == "await",
        TokenTree::Group(_) => is_of_unknown_macro(before),
        _ => false,
    })
}

/// Whether the arguments of a macro follow that is neither a deferred call nor one of std.
pub fn is_of_unknown_macro(before: &[TokenTree]) -> bool {
    called(before).is_some_and(|name| {
        let path = name.clone().into();
        !guesses::is_of_std(&path) && !names::is_deferred(&path)
    })
}
