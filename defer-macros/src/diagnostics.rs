//! Errors, collected so that one run of the compiler shows them all (rule 9.3).

use proc_macro2::TokenStream;
use quote::ToTokens;

/// The mistakes found in one item.
#[derive(Clone, Default)]
pub struct Errors(Option<syn::Error>);

impl Errors {
    /// Notes a mistake at the user's own tokens.
    pub fn at(&mut self, tokens: impl ToTokens, message: &str) {
        self.push(syn::Error::new_spanned(tokens, message));
    }

    pub fn push(&mut self, error: syn::Error) {
        match &mut self.0 {
            Some(all) => all.combine(error),
            None => self.0 = Some(error),
        }
    }

    pub fn is_empty(&self) -> bool {
        self.0.is_none()
    }

    /// Each mistake's `compile_error!`.
    pub fn into_each(self) -> Vec<TokenStream> {
        let all = self.0.into_iter().flatten();
        all.map(|error| error.into_compile_error()).collect()
    }

    /// The `compile_error!`s, if anything went wrong.
    pub fn into_tokens(self) -> Option<TokenStream> {
        self.0.map(|error| error.into_compile_error())
    }
}
