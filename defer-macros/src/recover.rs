//! What is emitted of an item that is refused: all of it, so that an editor goes on working (rule 9.3), with its deferred calls
//! set aside, and never without a message (rule 1.6).

use crate::syntax::glance::Glance;
use crate::syntax::names;
use crate::syntax::options::Options;
use crate::syntax::tokens::{called, is_punct, with_stream};
use proc_macro2::{Delimiter, Group, Span, TokenStream, TokenTree};
use quote::{ToTokens, quote, quote_spanned};
use syn::parse::Parser;
use syn::{Block, Expr, Stmt};

/// An error, if a deferred call of the item is not in what is made of it. This is the only place where a function is emitted:
/// what goes wrong before is not to go unnoticed (rule 1.6).
pub fn lost(glance: &Glance, lowered: &TokenStream) -> Option<TokenStream> {
    let read = glance.deferred.len();
    if names::deferred_calls(lowered.clone(), read) >= read {
        return None;
    }
    let message = "this deferred call, or another one of the function, can't be placed: write the function without the \
                   syntax around it that `#[with_defer]` doesn't know";
    Some(syn::Error::new(*glance.deferred.first()?, message).into_compile_error())
}

/// An item that is refused, with the messages behind it, so that its place is the same whatever they say.
pub fn refused(item: &TokenStream, messages: &TokenStream, options: &Options) -> TokenStream {
    let item = set_aside_beside_errors(item, options);
    quote!(#item #messages)
}

pub fn set_aside_beside_errors(item: &TokenStream, options: &Options) -> TokenStream {
    let mut item = without_deferred_calls(item.clone());
    // It may have no value at its ends.
    if !options.results.is_empty() {
        item = beginning_with(ending_with_value(with_values(item, false)), &quote!(loop {}));
    }
    quote!(#[allow(unused)] #item)
}

/// An item with syntax that isn't known. Most often rustc says why, at the tokens as they came; where it doesn't, the deferred
/// calls would be lost (rule 1.6).
pub fn unreadable(
    item: TokenStream,
    glance: &Glance,
    unread: &syn::Error,
    messages: Option<TokenStream>,
) -> TokenStream {
    let message = (!glance.deferred.is_empty()).then(|| {
        let message =
            format!("`#[with_defer]` can't read this, so the deferred calls around it have no place: {unread}");
        syn::Error::new(unread.span(), message).into_compile_error()
    });
    let aside = set_aside(item, Place::default(), Group::span_close);
    quote!(#aside #messages #message)
}

/// The item with its deferred calls set aside, so that beside an error they don't cause another.
pub fn without_deferred_calls(item: TokenStream) -> TokenStream {
    set_aside(item, Place::default(), Group::span)
}

/// Where tokens stand.
#[derive(Clone, Copy, Default)]
struct Place {
    in_block: bool,
    in_deferred: bool,
}

/// The same, where each group that holds tokens is shown at its `span`.
fn set_aside(tokens: TokenStream, place: Place, span: fn(&Group) -> Span) -> TokenStream {
    let tokens: Vec<TokenTree> = tokens.into_iter().collect();
    let mut aside = TokenStream::new();
    let mut at = 0;
    while let Some(token) = tokens.get(at) {
        if let Some(function) = with_its_own(&tokens[at..]) {
            aside.extend(function.iter().cloned());
            at += function.len();
            continue;
        }
        at += 1;
        let TokenTree::Group(group) = token else {
            token.to_tokens(&mut aside);
            continue;
        };
        let called = called(&tokens[..at - 1]);
        let is_block = group.delimiter() == Delimiter::Brace;
        let is_argument = called.is_some_and(|name| names::is_one_of(name, &names::DEFERRED));
        let inner = if is_argument && group.delimiter() != Delimiter::None {
            // What is done with the value that it hasn't.
            let begins = place.in_block && begins_statement(&tokens[..at - 3]);
            at = behind_postfix(&tokens, at);
            let ends = is_block || tokens.get(at).is_some_and(|next| is_punct(next, ';'));
            if begins && ends {
                // The imports of `recover!` and `leaving!` count as used, and an editor completes what is typed there.
                let asking = names::asking_in(&group.stream());
                let in_deferred = Place {
                    in_block: true,
                    in_deferred: true,
                };
                let typed = set_aside(group.stream(), in_deferred, span);
                quote_spanned!(group.span()=> @typed [#(#asking)*] #typed)
            } else {
                quote_spanned!(group.span()=> @value)
            }
        } else if place.in_deferred && called.is_some_and(|name| name == "recover") {
            quote_spanned!(group.span()=> @none)
        } else if place.in_deferred && called.is_some_and(|name| name == "leaving") {
            quote_spanned!(group.span()=> @normally)
        } else {
            let inside = Place {
                in_block: is_block,
                ..place
            };
            set_aside(group.stream(), inside, span)
        };
        let mut copy = Group::new(group.delimiter(), inner);
        copy.set_span(span(group));
        copy.to_tokens(&mut aside);
    }
    aside
}

/// A function at the begin of these tokens that has the attribute itself, and is left to that.
fn with_its_own(tokens: &[TokenTree]) -> Option<&[TokenTree]> {
    let [hash, TokenTree::Group(attribute), behind @ ..] = tokens else {
        return None;
    };
    let path = attribute
        .stream()
        .into_iter()
        .take_while(|token| !matches!(token, TokenTree::Group(_)));
    let is_ours = |token: TokenTree| matches!(token, TokenTree::Ident(name) if name == "with_defer");
    if !is_punct(hash, '#') || attribute.delimiter() != Delimiter::Bracket || !path.into_iter().any(is_ours) {
        return None;
    }
    let body = |token: &TokenTree| matches!(token, TokenTree::Group(body) if body.delimiter() == Delimiter::Brace);
    let body = behind.iter().position(body)?;
    tokens.get(..2 + body + 1)
}

/// The function with a value at each bare `return`, where one with a named result needs none.
fn with_values(tokens: TokenStream, is_in_brackets: bool) -> TokenStream {
    let mut valued = TokenStream::new();
    let mut tokens = tokens.into_iter().peekable();
    while let Some(token) = tokens.next() {
        match token {
            TokenTree::Group(group) => {
                let inner = with_values(group.stream(), group.delimiter() != Delimiter::None);
                with_stream(&group, inner).to_tokens(&mut valued);
            }
            TokenTree::Ident(word) if word == "return" => {
                let is_bare = match tokens.peek() {
                    Some(next) => is_punct(next, ';') || is_punct(next, ','),
                    None => is_in_brackets,
                };
                let value = is_bare.then(|| quote!(loop {}));
                valued.extend(quote!(#word #value));
            }
            other => other.to_tokens(&mut valued),
        }
    }
    valued
}

/// The item with a value behind a body's last statement, where that can't be one.
fn ending_with_value(item: TokenStream) -> TokenStream {
    let mut tokens: Vec<TokenTree> = item.into_iter().collect();
    if let Some(TokenTree::Group(body)) = tokens.last_mut()
        && let Ok(stmts) = Block::parse_within.parse2(body.stream())
        && let Some(Stmt::Expr(last, None)) = stmts.last()
        && has_no_value(last)
    {
        let stmts = body.stream();
        *body = with_stream(body, quote!(#stmts loop {}));
    }
    tokens.into_iter().collect()
}

fn has_no_value(last: &Expr) -> bool {
    match last {
        Expr::ForLoop(_) | Expr::While(_) => true,
        Expr::If(branches) => branches.else_branch.is_none(),
        _ => false,
    }
}

/// The item with `begin` in front of the statements of its body.
pub fn beginning_with(item: TokenStream, begin: &TokenStream) -> TokenStream {
    let mut tokens: Vec<TokenTree> = item.into_iter().collect();
    if let Some(TokenTree::Group(body)) = tokens.last_mut()
        && body.delimiter() == Delimiter::Brace
    {
        let inside: Vec<TokenTree> = body.stream().into_iter().collect();
        let mut at = 0;
        // `#![…]`
        while let [hash, bang, TokenTree::Group(_), ..] = &inside[at..]
            && is_punct(hash, '#')
            && is_punct(bang, '!')
        {
            at += 3;
        }
        let (attributes, stmts) = inside.split_at(at);
        *body = with_stream(body, quote!(#(#attributes)* #begin #(#stmts)*));
    }
    tokens.into_iter().collect()
}

/// Whether a statement begins behind these tokens, or the path of the macro that it is.
fn begins_statement(mut before: &[TokenTree]) -> bool {
    while let [
        earlier @ ..,
        TokenTree::Ident(_),
        TokenTree::Punct(first),
        TokenTree::Punct(second),
    ] = before
        && first.as_char() == ':'
        && second.as_char() == ':'
    {
        before = earlier;
    }
    match before.last() {
        None | Some(TokenTree::Group(_)) => true,
        Some(last) => is_punct(last, ';'),
    }
}

/// Where `?`, `.await` and method calls end that begin at `at`.
pub fn behind_postfix(tokens: &[TokenTree], mut at: usize) -> usize {
    loop {
        at += match &tokens[at..] {
            [question, ..] if is_punct(question, '?') => 1,
            [dot, TokenTree::Ident(_), bang, ..] if is_punct(dot, '.') && is_punct(bang, '!') => return at,
            [dot, TokenTree::Ident(_), TokenTree::Group(_), ..] if is_punct(dot, '.') => 3,
            [dot, TokenTree::Ident(_), ..] if is_punct(dot, '.') => 2,
            _ => return at,
        };
    }
}
