//! Macro calls read as far as they can be: their arguments as expressions, a deferred block as statements.

use crate::guesses;
use crate::syntax::names;
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
            let mut copy = Group::new(group.delimiter(), rewritten_at_cursor(&group.stream(), rewrite));
            copy.set_span(group.span());
            copy.into_token_stream()
        }
        other => other.into_token_stream(),
    });
    rewritten.collect()
}

/// One argument of a macro call: `value` or `name = value`.
pub struct Argument {
    pub name: Option<(Ident, Token![=])>,
    pub value: Expr,
}

impl Parse for Argument {
    fn parse(input: ParseStream<'_>) -> syn::Result<Self> {
        let named = input.peek(Ident::peek_any) && input.peek2(Token![=]) && !input.peek2(Token![==]);
        let name = if named {
            Some((input.call(Ident::parse_any)?, input.parse()?))
        } else {
            None
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
    let braced = matches!(call.delimiter, MacroDelimiter::Brace(_));
    if !braced || !names::is_deferred(&call.path) {
        return None;
    }
    call.parse_body_with(Block::parse_within).ok()
}

/// The statements of a deferred call in the BLOCK form; nothing of any other macro.
pub fn block_at_exit(call: &Macro) -> Option<Vec<Stmt>> {
    if !names::is_deferred(&call.path) {
        return None;
    }
    if let Some(stmts) = block_of(call) {
        return Some(stmts);
    }
    match call.parse_body::<Expr>().ok()? {
        Expr::Closure(closure) if closure.capture.is_none() => Some(vec![Stmt::Expr(*closure.body, None)]),
        Expr::Block(block) => Some(block.block.stmts),
        block @ Expr::Unsafe(_) => Some(vec![Stmt::Expr(block, None)]),
        _ => None,
    }
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
pub fn any(tokens: &TokenStream, is_wanted: &dyn Fn(&TokenTree) -> bool) -> bool {
    tokens.clone().into_iter().any(|token| match &token {
        TokenTree::Group(group) => any(&group.stream(), is_wanted),
        token => is_wanted(token),
    })
}

/// The parts between the commas.
pub fn split_at_commas(tokens: TokenStream) -> Vec<TokenStream> {
    let mut parts: Vec<Vec<TokenTree>> = vec![Vec::new()];
    for token in tokens {
        match (&token, parts.last_mut()) {
            (TokenTree::Punct(comma), _) if comma.as_char() == ',' => parts.push(Vec::new()),
            (_, Some(part)) => part.push(token),
            _ => {}
        }
    }
    parts.retain(|part| !part.is_empty());
    parts.into_iter().map(|part| part.into_iter().collect()).collect()
}

/// Whether an attribute stands among the tokens that is not one of the compiler's lints.
pub fn has_attribute(tokens: &TokenStream) -> bool {
    const LINTS: [&str; 5] = ["allow", "deny", "expect", "forbid", "warn"];
    let mut after_hash = false;
    tokens.clone().into_iter().any(|token| match token {
        TokenTree::Punct(punct) => {
            after_hash = punct.as_char() == '#' || after_hash && punct.as_char() == '!';
            false
        }
        TokenTree::Group(group) if std::mem::take(&mut after_hash) => {
            let first = group.stream().into_iter().next();
            !matches!(first, Some(TokenTree::Ident(name)) if LINTS.iter().any(|lint| name == lint))
        }
        TokenTree::Group(group) => has_attribute(&group.stream()),
        _ => {
            after_hash = false;
            false
        }
    })
}

/// Whether a `return` stands among the tokens, or a `break` or `continue` with a label.
pub fn leaves(tokens: &TokenStream) -> bool {
    let mut may_have_label = false;
    tokens.clone().into_iter().any(|token| match token {
        TokenTree::Ident(word) => {
            may_have_label = word == "break" || word == "continue";
            word == "return"
        }
        TokenTree::Punct(punct) => std::mem::take(&mut may_have_label) && punct.as_char() == '\'',
        TokenTree::Group(group) => {
            may_have_label = false;
            leaves(&group.stream())
        }
        TokenTree::Literal(_) => {
            may_have_label = false;
            false
        }
    })
}

/// Whether the code may await: it does, or it calls a macro that may.
pub fn may_await(code: &TokenStream) -> bool {
    let mut before: [Option<TokenTree>; 2] = [None, None];
    for token in code.clone() {
        let found = match (&before, &token) {
            (_, TokenTree::Ident(word)) => word == "await",
            ([Some(TokenTree::Ident(name)), Some(TokenTree::Punct(bang))], TokenTree::Group(arguments))
                if bang.as_char() == '!' =>
            {
                !guesses::is_of_std(&name.clone().into()) && !names::is_deferred(&name.clone().into())
                    || may_await(&arguments.stream())
            }
            (_, TokenTree::Group(group)) => may_await(&group.stream()),
            _ => false,
        };
        if found {
            return true;
        }
        before = [before[1].take(), Some(token)];
    }
    false
}

/// Where the user's code begins.
pub fn begin_of(stmts: &[Stmt]) -> Span {
    let first = stmts.iter().find_map(|stmt| stmt.to_token_stream().into_iter().next());
    first.map_or_else(Span::mixed_site, |token| token.span())
}
