//! Syntax of a nightly that is known by its tokens alone: what it binds, and where it goes on, can't be told (rule 1.6).

use super::facts::ScopeId;
use super::walk::Walk;
use proc_macro2::{TokenStream, TokenTree};
use quote::ToTokens;
use syn::Pat;
use syn::visit::Visit;

impl Walk<'_> {
    /// An expression that is its tokens.
    pub fn unknown(&mut self, tokens: &TokenStream) {
        let Some(TokenTree::Ident(word)) = tokens.clone().into_iter().next() else {
            return;
        };
        if word == "become" && self.place.opaque_since.is_none() && self.may_be_followed() {
            let message = "`become` leaves nothing behind it, where a deferred call is to run: write `return`";
            self.errors.at(&word, message);
        }
    }

    /// Whether a deferred call may be registered here, or under way.
    fn may_be_followed(&self) -> bool {
        let around = std::iter::successors(Some(self.place.scope), |scope| self.facts.scopes[*scope].parent);
        let around: Vec<ScopeId> = around.collect();
        let mut sites = self.facts.sites.iter();
        self.place.site.is_some() || sites.any(|(_, site)| around.contains(&site.scope))
    }

    /// Refuses a pattern of which it can't be told what it binds.
    pub fn refuse_unknown(&mut self, pat: &Pat) {
        let mut unknown = Unknown(Vec::new());
        unknown.visit_pat(pat);
        for tokens in unknown.0 {
            let message = "`#[with_defer]` doesn't know this pattern, and can't tell what it binds: match what is inside by a \
                           reference, or in a function of its own";
            self.errors.at(&tokens, message);
        }
    }
}

/// Finds the patterns that are their tokens.
struct Unknown(Vec<TokenStream>);

impl<'a> Visit<'a> for Unknown {
    fn visit_expr(&mut self, _: &'a syn::Expr) {}

    fn visit_pat(&mut self, pat: &'a Pat) {
        match pat {
            Pat::Verbatim(tokens) => self.0.push(tokens.to_token_stream()),
            pat => syn::visit::visit_pat(self, pat),
        }
    }
}
