//! What names stand among tokens, macro arguments included.

use proc_macro2::{Delimiter, TokenStream, TokenTree};

/// Whether a macro's name is that of a deferred call.
pub fn is_deferred(path: &syn::Path) -> bool {
    path.segments.last().is_some_and(|segment| segment.ident == "defer")
}

/// Whether `defer!` is written anywhere among the tokens.
pub fn mentions_deferred_call(tokens: &TokenStream) -> bool {
    let mut after_name = false;
    tokens.clone().into_iter().any(|token| match token {
        TokenTree::Punct(punct) => std::mem::take(&mut after_name) && punct.as_char() == '!',
        TokenTree::Ident(ident) => {
            after_name = ident == "defer";
            false
        }
        TokenTree::Group(group) => mentions_deferred_call(&group.stream()),
        TokenTree::Literal(_) => false,
    })
}

/// Whether an identifier of this name is written anywhere among the tokens, or in a string that a formatting
/// macro could read.
pub fn mentions(tokens: TokenStream, name: &syn::Ident) -> bool {
    tokens.into_iter().any(|token| match token {
        TokenTree::Ident(ident) => ident == *name,
        TokenTree::Group(group) => mentions(group.stream(), name),
        TokenTree::Literal(literal) => inline_captures(&literal.to_string()).any(|captured| *name == captured),
        TokenTree::Punct(_) => false,
    })
}

/// Whether the item ends in a block, as a function with a body does.
pub fn has_body(item: &TokenStream) -> bool {
    let is_function = item
        .clone()
        .into_iter()
        .any(|token| matches!(token, TokenTree::Ident(ident) if ident == "fn"));
    let last = item.clone().into_iter().last();
    is_function && matches!(last, Some(TokenTree::Group(group)) if group.delimiter() == Delimiter::Brace)
}

/// The names that a format string captures: `{name}`, `{name:?}`, `{:width$}`.
pub fn inline_captures(format: &str) -> impl Iterator<Item = String> {
    let mut names = Vec::new();
    let unescaped = format.replace("{{", "");
    for argument in unescaped.split('{').skip(1).filter_map(|tail| tail.split('}').next()) {
        let (name, spec) = argument.split_once(':').unwrap_or((argument, ""));
        let counts = spec
            .split('$')
            .rev()
            .skip(1)
            .map(|part| part.rsplit(|c: char| !is_name_char(c)).next().unwrap_or(""));
        names.extend(
            std::iter::once(name.trim())
                .chain(counts)
                .filter(|name| is_name(name))
                .map(str::to_owned),
        );
    }
    names.sort();
    names.dedup();
    names.into_iter()
}

fn is_name_char(c: char) -> bool {
    c.is_alphanumeric() || c == '_'
}

fn is_name(text: &str) -> bool {
    text.chars().all(is_name_char) && text.starts_with(|c: char| c.is_alphabetic() || c == '_')
}
