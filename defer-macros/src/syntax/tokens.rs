//! Tokens: how they are looked through, and what is looked for in them.

use proc_macro2::{Group, Ident, Span, TokenStream, TokenTree};
use quote::{ToTokens, quote};
use syn::{Expr, Stmt};

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

/// Looks at each token of these and of the groups in them, given what stands in front of it and what begins with it, until something
/// is found.
pub fn find<T>(tokens: TokenStream, look: &mut impl FnMut(&[TokenTree], &[TokenTree]) -> Option<T>) -> Option<T> {
    let tokens: Vec<TokenTree> = tokens.into_iter().collect();
    (0..tokens.len()).find_map(|at| {
        let (before, here) = tokens.split_at(at);
        match (look(before, here), &here[0]) {
            (None, TokenTree::Group(group)) => find(group.stream(), look),
            (found, _) => found,
        }
    })
}

/// Looks at all of them.
pub fn each(tokens: TokenStream, mut look: impl FnMut(&[TokenTree], &[TokenTree])) {
    find(tokens, &mut |before, here| -> Option<()> {
        look(before, here);
        None
    });
}

/// Whether a token is found.
pub fn any(tokens: &TokenStream, mut look: impl FnMut(&[TokenTree], &[TokenTree]) -> bool) -> bool {
    find(tokens.clone(), &mut |before, here| look(before, here).then_some(())).is_some()
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
    any(tokens, |before, here| {
        let TokenTree::Group(group) = &here[0] else {
            return false;
        };
        let before = match before {
            [before @ .., bang] if is_punct(bang, '!') => before,
            before => before,
        };
        let first = group.stream().into_iter().next();
        before.last().is_some_and(|hash| is_punct(hash, '#'))
            && !matches!(first, Some(TokenTree::Ident(name)) if is_one_of(&name, &LINTS))
    })
}

/// Whether a `return` stands among the tokens, or a `break` or `continue` with a label.
pub fn leaves(tokens: &TokenStream) -> bool {
    any(tokens, |_, here| match here {
        [TokenTree::Ident(word), ..] if word == "return" => true,
        [TokenTree::Ident(word), quote, ..] => is_punct(quote, '\'') && is_one_of(word, &["break", "continue"]),
        _ => false,
    })
}

/// Whether a `break` or `continue` without a label does.
pub fn leaves_without_label(tokens: &TokenStream) -> bool {
    any(tokens, |_, here| {
        let has_label = here.get(1).is_some_and(|behind| is_punct(behind, '\''));
        matches!(&here[0], TokenTree::Ident(word) if !has_label && is_one_of(word, &["break", "continue"]))
    })
}

/// Whether it is one of these words.
pub fn is_one_of(ident: &Ident, words: &[&str]) -> bool {
    let text = ident.to_string();
    words.contains(&&*text)
}

/// The name of the macro whose arguments stand behind these tokens.
pub fn called(before: &[TokenTree]) -> Option<&Ident> {
    match before {
        // `break 'name !value`
        [.., tick, TokenTree::Ident(_), _] if is_punct(tick, '\'') => None,
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

/// An expression that is a statement without a semicolon.
pub fn ends_with_block(expr: &Expr) -> bool {
    matches!(
        expr,
        Expr::Block(_)
            | Expr::Const(_)
            | Expr::ForLoop(_)
            | Expr::If(_)
            | Expr::Loop(_)
            | Expr::Match(_)
            | Expr::Unsafe(_)
            | Expr::While(_)
    )
}
