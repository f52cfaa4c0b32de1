//! The options of the attribute (rule 1.2).

use crate::diagnostics::Errors;
use crate::syntax::names;
use proc_macro2::{Ident, Span, TokenStream, TokenTree};
use quote::{ToTokens, quote, quote_spanned};
use syn::parse::{Parse, ParseStream, Parser};
use syn::punctuated::Punctuated;
use syn::{Expr, Item, Stmt, Token};

const SCOPES: &str = "`scope = block` makes every block a scope, and there is no other `scope`: leave it out where the function's \
                      body, loop bodies and blocks with a label are to be the scopes, and name a result otherwise";

/// What stands in `#[with_defer(…)]`.
pub struct Options {
    /// The names of the result, or of the fields of a tuple result, with what they start as.
    pub results: Vec<NamedResult>,
    pub runtime: Runtime,
    /// What completes deferred calls that are cancelled (rule 8.4).
    pub detach: Option<Detach>,
    /// Whether every block is a scope (rule 3.8).
    pub has_block_scopes: bool,
}

/// `detach = <spawn>`.
pub struct Detach {
    pub option: Ident,
    pub spawn: Expr,
}

/// A name for the result, or for one field of it.
pub struct NamedResult {
    pub name: Ident,
    /// The zero value where it is left out.
    pub init: Option<Expr>,
}

/// The hidden module that the expansion calls, by the short name that it has in a function.
#[derive(Clone)]
pub struct Runtime {
    path: TokenStream,
}

impl Default for Runtime {
    fn default() -> Self {
        Runtime {
            path: quote_spanned!(Span::mixed_site()=> ::defer_runtime),
        }
    }
}

impl Runtime {
    /// The import that gives the module its short name.
    pub fn import(&self) -> Stmt {
        let path = &self.path;
        let import = quote_spanned!(Span::mixed_site()=> #[allow(unused_imports)] use #path::__private as #self;);
        Stmt::Item(Item::Verbatim(import))
    }

    /// An import that makes a macro of this name an error where it is not the standard library's.
    pub fn import_only(&self, name: &str) -> Option<Stmt> {
        let name = names::identifier(name, Span::mixed_site())?;
        let import = quote_spanned!(Span::mixed_site()=> #[allow(unused_imports)] use #self::only::#name::*;);
        Some(Stmt::Item(Item::Verbatim(import)))
    }

    /// The module's short name, where a mistake is to be shown at `span`.
    pub fn at(&self, span: Span) -> Ident {
        Ident::new("__defer", Span::mixed_site().located_at(span))
    }
}

impl ToTokens for Runtime {
    fn to_tokens(&self, tokens: &mut TokenStream) {
        Ident::new("__defer", Span::mixed_site()).to_tokens(tokens);
    }
}

/// One of them, as it is written.
enum Entry {
    Crate(syn::Path),
    Scope { option: Ident, kind: TokenStream },
    Result(NamedResult),
}

impl Parse for Entry {
    fn parse(input: ParseStream<'_>) -> syn::Result<Self> {
        if input.peek(Token![crate]) {
            input.parse::<Token![crate]>()?;
            input.parse::<Token![=]>()?;
            return Ok(Entry::Crate(input.call(syn::Path::parse_mod_style)?));
        }
        let name: Ident = input.parse()?;
        if name == "scope" {
            input.parse::<Option<Token![=]>>()?;
            let mut kind = TokenStream::new();
            while !input.is_empty() && !input.peek(Token![,]) {
                kind.extend([input.parse::<TokenTree>()?]);
            }
            return Ok(Entry::Scope { option: name, kind });
        }
        let init = match input.parse::<Option<Token![=]>>()? {
            Some(_) => Some(input.parse()?),
            None => None,
        };
        Ok(Entry::Result(NamedResult { name, init }))
    }
}

impl Options {
    /// Reads the options; what can't be read is an error, and the rest counts.
    pub fn read(tokens: TokenStream, errors: &mut Errors) -> Self {
        let mut options = Options {
            results: Vec::new(),
            runtime: Runtime::default(),
            detach: None,
            has_block_scopes: false,
        };
        let last = tokens.clone().into_iter().last();
        let written = Punctuated::<Entry, Token![,]>::parse_terminated.parse2(tokens);
        let mut crate_given = false;
        for option in written.unwrap_or_else(|error| {
            let message = "an option of `#[with_defer]` is the name of the result, `result` or `result = <its first \
                           value>`, `detach = <spawn>`, `scope = block`, or `crate = <path of defer_runtime>`";
            let at_the_end = error.to_string().starts_with("unexpected end");
            match last.filter(|last| at_the_end || last.to_string() == "crate") {
                Some(last) => errors.at(last, message),
                None => errors.push(syn::Error::new(error.span(), message)),
            }
            Punctuated::new()
        }) {
            match option {
                Entry::Crate(path) if crate_given => {
                    errors.at(path, "`crate` is given twice: leave one out");
                }
                Entry::Crate(path) => {
                    crate_given = true;
                    options.runtime = Runtime { path: quote!(#path) };
                }
                Entry::Scope { option, .. } if options.has_block_scopes => {
                    errors.at(option, "`scope` is given twice: leave one out");
                }
                Entry::Scope { option, kind } if kind.is_empty() => errors.at(option, SCOPES),
                Entry::Scope { kind, .. } if kind.to_string() != "block" => errors.at(kind, SCOPES),
                Entry::Scope { .. } => options.has_block_scopes = true,
                Entry::Result(NamedResult { name, init }) => match (&*name.to_string(), init) {
                    ("detach", _) if options.detach.is_some() => {
                        errors.at(name, "`detach` is given twice: leave one out");
                    }
                    ("detach", None) => errors.at(
                        name,
                        "`detach` needs what spawns a future, for instance `detach = tokio::spawn`",
                    ),
                    ("detach", Some(spawn)) => options.detach = Some(Detach { option: name, spawn }),
                    (_, init) => options.results.push(NamedResult { name, init }),
                },
            }
        }
        options
    }
}
