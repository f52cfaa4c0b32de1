//! What a macro is called with, read as far as it can be.

use crate::syntax::names;
use crate::syntax::select::Select;
use proc_macro2::{Ident, TokenStream};
use quote::{ToTokens, quote};
use syn::ext::IdentExt;
use syn::parse::{Parse, ParseStream, Parser};
use syn::punctuated::Punctuated;
use syn::{Block, Expr, Macro, MacroDelimiter, Stmt, Token};

/// The arguments of a macro that can be read.
#[derive(Clone)]
pub enum Arguments {
    Expressions(Punctuated<Argument, Token![,]>),
    Select(Select),
}

impl Arguments {
    pub fn of(call: &Macro) -> Option<Self> {
        match Select::of(call) {
            Some(select) => Some(Arguments::Select(select)),
            None => arguments_of(call).map(Arguments::Expressions),
        }
    }

    /// The code in them that may leave what stands around the call.
    pub fn exprs(&self) -> Vec<&Expr> {
        match self {
            Arguments::Expressions(arguments) => arguments.iter().map(|argument| &argument.value).collect(),
            Arguments::Select(select) => select.branches.iter().map(|branch| &branch.handler).collect(),
        }
    }
}

impl ToTokens for Arguments {
    fn to_tokens(&self, tokens: &mut TokenStream) {
        match self {
            Arguments::Expressions(arguments) => arguments.to_tokens(tokens),
            Arguments::Select(select) => select.to_tokens(tokens),
        }
    }
}

/// One argument of a macro call: `value` or `name = value`.
#[derive(Clone)]
pub struct Argument {
    pub name: Option<(Ident, Token![=])>,
    pub value: Expr,
}

impl Parse for Argument {
    fn parse(input: ParseStream<'_>) -> syn::Result<Self> {
        let name = match input.peek(Ident::peek_any) && input.peek2(Token![=]) && !input.peek2(Token![==]) {
            true => Some((input.call(Ident::parse_any)?, input.parse()?)),
            false => None,
        };
        Ok(Argument {
            name,
            value: input.parse()?,
        })
    }
}

impl ToTokens for Argument {
    fn to_tokens(&self, tokens: &mut TokenStream) {
        if let Some((name, equals)) = &self.name {
            tokens.extend(quote!(#name #equals));
        }
        self.value.to_tokens(tokens);
    }
}

/// The arguments of a macro that takes expressions, separated by commas; nothing for any other.
pub fn arguments_of(call: &Macro) -> Option<Punctuated<Argument, Token![,]>> {
    Punctuated::parse_terminated.parse2(call.tokens.clone()).ok()
}

/// The text of a string literal.
pub fn string_literal(expr: &Expr) -> Option<&syn::LitStr> {
    match expr {
        Expr::Lit(syn::ExprLit {
            lit: syn::Lit::Str(text),
            ..
        }) => Some(text),
        Expr::Group(group) => string_literal(&group.expr),
        _ => None,
    }
}

/// The statements of a deferred call that is written with braces.
pub fn block_of(call: &Macro) -> Option<Vec<Stmt>> {
    let is_braced = matches!(call.delimiter, MacroDelimiter::Brace(_));
    (is_braced && names::is_deferred(&call.path))
        .then(|| call.parse_body_with(Block::parse_within).ok())
        .flatten()
}
