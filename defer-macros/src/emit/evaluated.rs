//! A macro that is given statements, one of which moves something by a guess: where the macro doesn't come to it on each way behind itself,
//! that is an error (E0381), as something else has no value then.

use super::Emit;
use crate::spans;
use crate::syntax::evaluated;
use proc_macro2::{Ident, TokenStream};
use quote::{format_ident, quote_spanned};
use syn::{Expr, Macro, Token};

/// A use, the name that it is of, and whether that is a receiver.
type Moved = (usize, Ident, bool);

impl Emit<'_> {
    /// The tokens of the macro, which tell where they move something.
    pub(super) fn moving(&self, call: &Macro, moved: &[&Moved]) -> TokenStream {
        let mut tokens = call.tokens.clone();
        for (used, name, is_receiver) in moved {
            let (there, evaluated) = (spans::ours_at(name.span()), self.evaluated_by(*used));
            let value = quote_spanned!(there=> ({ #evaluated = (); #name }));
            let instead = match is_receiver {
                true => self.taken(*used, &value),
                false => value,
            };
            tokens = evaluated::with_instead(tokens, name, &instead);
        }
        tokens
    }

    /// The call, and behind it what has a value only where it has come to what it moves.
    pub(super) fn has_evaluated(
        &self,
        call: Expr,
        semicolon: Option<Token![;]>,
        moved: &[&Moved],
        is_value: bool,
    ) -> Expr {
        let names = moved
            .iter()
            .map(|(used, ..)| self.evaluated_by(*used))
            .collect::<Vec<_>>();
        let declared = names
            .iter()
            .map(|name| quote_spanned!(name.span()=> #[allow(unused_mut)] let mut #name;));
        let read = names
            .iter()
            .map(|name| quote_spanned!(name.span()=> let _reached = #name;));
        let here = spans::ours();
        Expr::Verbatim(match is_value && !moved.is_empty() {
            true => quote_spanned!(here=> { #(#declared)* match { #call } { value => { #(#read)* value } } }),
            false => quote_spanned!(here=> #(#declared)* #call #semicolon #(#read)*),
        })
    }

    fn evaluated_by(&self, used: usize) -> Ident {
        format_ident!("evaluated{used}", span = spans::ours_at(self.source.uses[used]))
    }
}
