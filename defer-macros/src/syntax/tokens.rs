//! Macro calls read as far as they can be: their arguments as expressions, a deferred block as statements.

use crate::guesses;
use crate::syntax::names::{self, is_one_of};
use proc_macro2::{Group, Ident, Span, TokenStream, TokenTree};
use quote::{ToTokens, quote};
use syn::ext::IdentExt;
use syn::parse::{Parse, ParseStream, Parser};
use syn::punctuated::Punctuated;
use syn::{Block, Expr, Macro, MacroDelimiter, Stmt, Token};

/// What rust-analyzer puts where the cursor stands, to complete what is typed there.
pub const CURSOR: &str = "raCompletionMarker";

/// The tokens as they are typed.
pub fn without_cursor(tokens: &TokenStream) -> TokenStream {
    let typed = |marked: Ident| marked.to_string().replace(CURSOR, "").parse().unwrap_or_default();
    rewritten_at_cursor(tokens, &typed)
}

/// The tokens with the mark read as one more field: behind `x.` the next line goes on as if the dot belonged to it.
pub fn with_field_at_cursor(tokens: &TokenStream) -> TokenStream {
    rewritten_at_cursor(tokens, &|marked| quote!(#marked.))
}

fn rewritten_at_cursor(tokens: &TokenStream, rewrite: &impl Fn(Ident) -> TokenStream) -> TokenStream {
    let rewritten = tokens.clone().into_iter().flat_map(|token| match token {
        TokenTree::Ident(name) if name.to_string().contains(CURSOR) => rewrite(name),
        TokenTree::Group(group) => {
            with_stream(&group, rewritten_at_cursor(&group.stream(), rewrite)).into_token_stream()
        }
        other => other.into_token_stream(),
    });
    rewritten.collect()
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

/// The statements of a deferred call that is written with braces.
pub fn block_of(call: &Macro) -> Option<Vec<Stmt>> {
    let is_braced = matches!(call.delimiter, MacroDelimiter::Brace(_));
    (is_braced && names::is_deferred(&call.path))
        .then(|| call.parse_body_with(Block::parse_within).ok())
        .flatten()
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

/// Whether any of the tokens is one of these.
pub fn any(tokens: TokenStream, is_wanted: &dyn Fn(&TokenTree) -> bool) -> bool {
    tokens.into_iter().any(|token| match &token {
        TokenTree::Group(group) => any(group.stream(), is_wanted),
        token => is_wanted(token),
    })
}

/// The parts between the commas.
pub fn split_at_commas(tokens: TokenStream) -> Vec<TokenStream> {
    let tokens: Vec<TokenTree> = tokens.into_iter().collect();
    let parts = tokens.split(|token| is_punct(token, ','));
    let filled = parts.filter(|part| !part.is_empty());
    filled.map(|part| part.iter().cloned().collect()).collect()
}

/// Whether an attribute stands among the tokens that is not one of the compiler's lints.
pub fn has_attribute(tokens: &TokenStream) -> bool {
    const LINTS: [&str; 5] = ["allow", "deny", "expect", "forbid", "warn"];
    let mut after_hash = false;
    tokens.clone().into_iter().any(|token| {
        let is_attribute = std::mem::take(&mut after_hash);
        match token {
            TokenTree::Punct(punct) => {
                after_hash = punct.as_char() == '#' || is_attribute && punct.as_char() == '!';
                false
            }
            TokenTree::Group(group) if is_attribute => {
                let first = group.stream().into_iter().next();
                !matches!(first, Some(TokenTree::Ident(name)) if is_one_of(&name, &LINTS))
            }
            TokenTree::Group(group) => has_attribute(&group.stream()),
            _ => false,
        }
    })
}

/// Whether a `return` stands among the tokens, or a `break` or `continue` with a label.
pub fn leaves(tokens: &TokenStream) -> bool {
    let mut may_have_label = false;
    tokens.clone().into_iter().any(|token| {
        let is_jump = std::mem::take(&mut may_have_label);
        match token {
            TokenTree::Ident(word) => {
                may_have_label = is_one_of(&word, &["break", "continue"]);
                word == "return"
            }
            TokenTree::Punct(punct) => is_jump && punct.as_char() == '\'',
            TokenTree::Group(group) => leaves(&group.stream()),
            TokenTree::Literal(_) => false,
        }
    })
}

/// Whether the code may await: it does, or it calls a macro that may.
pub fn may_await(code: &TokenStream) -> bool {
    let tokens: Vec<TokenTree> = code.clone().into_iter().collect();
    tokens.iter().enumerate().any(|(at, token)| match token {
        TokenTree::Ident(word) => word == "await",
        TokenTree::Group(group) => is_of_unknown_macro(&tokens[..at]) || may_await(&group.stream()),
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

/// The name of the macro whose arguments stand behind these tokens.
pub fn called(before: &[TokenTree]) -> Option<&Ident> {
    match before {
        [.., TokenTree::Ident(name), bang] if is_punct(bang, '!') => Some(name),
        _ => None,
    }
}

/// Whether it is this punctuation.
pub fn is_punct(token: &TokenTree, wanted: char) -> bool {
    matches!(token, TokenTree::Punct(punct) if punct.as_char() == wanted)
}

/// The group with something else inside.
pub fn with_stream(group: &Group, inner: TokenStream) -> Group {
    let mut copy = Group::new(group.delimiter(), inner);
    copy.set_span(group.span());
    copy
}

/// Where the user's code begins.
pub fn begin_of(stmts: &[Stmt]) -> Span {
    stmts.iter().find_map(first_token).unwrap_or_else(Span::mixed_site)
}

/// The place of a statement's first token; long ones aren't printed to find it.
fn first_token(stmt: &Stmt) -> Option<Span> {
    match stmt {
        Stmt::Local(local) if local.attrs.is_empty() => Some(local.let_token.span),
        Stmt::Expr(Expr::If(branch), _) if branch.attrs.is_empty() => Some(branch.if_token.span),
        Stmt::Expr(Expr::Match(choice), _) if choice.attrs.is_empty() => Some(choice.match_token.span),
        Stmt::Expr(Expr::ForLoop(repeated), _) if repeated.attrs.is_empty() && repeated.label.is_none() => {
            Some(repeated.for_token.span)
        }
        other => other.to_token_stream().into_iter().next().map(|token| token.span()),
    }
}
