//! The deferred code of a call, behind the condition on which it runs.

use super::Emit;
use super::failure::Failure;
use super::gives::Gives;
use crate::plan::data::{Action, Colour};
use crate::resolve::facts::SiteId;
use crate::resolve::source::SiteSource;
use crate::spans;
use crate::syntax::site::When;
use proc_macro2::{Span, TokenStream};
use quote::quote_spanned;
use syn::spanned::Spanned;
use syn::{Pat, Stmt};

/// Deferred code, and whether it needs no block around it: it is one expression statement.
struct Code {
    tokens: TokenStream,
    is_bare: bool,
}

impl Emit<'_> {
    /// The deferred code of a call, as it stands behind the rest.
    pub(super) fn cleanup(&self, site: SiteId) -> TokenStream {
        let here = Span::mixed_site();
        let source = self.source.site(site);
        let failure = self.failure(site);
        let code = self.deferred_code(site, &failure);
        let begin = self.source.scope(self.facts.sites[site].code).begin;
        let mut code = guarded(source, &failure, code, begin);
        if self.plan.sites[site.beside()].is_completed {
            code = self.completed(&code);
        }
        if self.facts.sites[site].in_unsafe {
            code = quote_spanned!(here=> unsafe { #code });
        }
        for imports in source.imports.iter().rev() {
            let allow = spans::allow_unused_imports();
            code = quote_spanned!(here=> { #(#allow #imports)* #code });
        }
        code
    }

    /// The deferred code itself; where it may be left before its end, in a closure of its own.
    fn deferred_code(&self, site: SiteId, failure: &Failure<'_>) -> Code {
        let here = Span::mixed_site();
        let scope = self.facts.sites[site].code;
        let (plan, block) = (self.scope_plan(scope), self.facts.scopes[scope].block);
        let tokens = self.statements(block, 0);
        if plan.ends_early {
            return Code {
                tokens: self.fail(failure, site, plan.colour, tokens),
                is_bare: false,
            };
        }
        let actions = &self.block_plan(block).steps;
        let is_split = actions.iter().any(|action| matches!(action, Action::Splits(_)));
        if !plan.ends_itself && !is_split {
            return Code {
                tokens,
                is_bare: match &*self.source.block(block).stmts {
                    [stmt @ Stmt::Expr(..)] => !self.is_macro(stmt),
                    _ => false,
                },
            };
        }
        let source = self.source.scope(scope);
        let run = self.run_early(plan.colour, &Gives::Unit, tokens, (source.begin, source.extent));
        match plan.colour {
            Colour::Plain => Code {
                tokens: quote_spanned!(here=> #run;),
                is_bare: true,
            },
            Colour::Async => Code {
                tokens: quote_spanned!(here=> let () = #run;),
                is_bare: false,
            },
        }
    }

    /// Where the `?` stands by which deferred code may be left.
    pub(super) fn place_of_question(&self, site: SiteId) -> Span {
        let question = self.plan.sites[site.beside()].question;
        question.map_or_else(spans::ours, |question| self.source.questions[question])
    }
}

/// Puts deferred code, which begins at `begin`, behind the condition on which it runs (rule 6.1).
fn guarded(site: &SiteSource, failure: &Failure<'_>, code: Code, begin: Span) -> TokenStream {
    let here = Span::mixed_site();
    let (attrs, deferred) = (&site.attrs, &site.deferred);
    let Code { tokens, is_bare } = code;
    if deferred.when == When::Always && attrs.is_empty() && is_bare {
        return tokens;
    }
    let block = spans::users_block(begin, tokens);
    let guarded = match (deferred.when, &deferred.error) {
        (When::Always, _) => return quote_spanned!(here=> #(#attrs)* #block),
        (When::Failure, Some(pat)) => {
            let error = failure.error(pat.span());
            match pat {
                Pat::Type(_) => quote_spanned! {here=>
                    if let ::core::option::Option::Some(error) = #error { let #pat = error; #block }
                },
                pat => quote_spanned!(here=> if let ::core::option::Option::Some(#pat) = #error #block),
            }
        }
        (When::Failure, None) => {
            let failed = failure.failed(deferred.named);
            quote_spanned!(here=> if #failed #block)
        }
        (When::Success, _) => {
            let failed = failure.failed(deferred.named);
            quote_spanned!(here=> if !#failed #block)
        }
    };
    match attrs.is_empty() {
        true => guarded,
        false => quote_spanned!(here=> #(#attrs)* { #guarded }),
    }
}
