//! Which items the attribute takes, and what it does with the others.

use crate::diagnostics::Errors;
use crate::fragments;
use crate::function::{self, Expanded, Function};
use crate::names;
use crate::options::Options;
use crate::tokens;
use proc_macro2::{Delimiter, Group, Span, TokenStream, TokenTree};
use quote::{ToTokens, quote, quote_spanned};
use syn::{Attribute, ImplItem, Item, TraitItem};

/// Expands the attribute; the item is emitted whatever happens (rule 9.3).
pub fn expand(options: TokenStream, item: TokenStream) -> TokenStream {
    let mut lowered = lower(options.clone(), item.clone());
    if let Some(typed) = tokens::without_cursor(&item) {
        // An editor compares the two expansions: both have to be made in the same way.
        lowered = lower(options.clone(), typed)
            .and_then(|_| lowered.or_else(|_| lower(options, tokens::with_field_at_cursor(&item))));
    }
    lowered.unwrap_or_else(|Mistakes { messages, is_named }| {
        let mut item = without_deferred_calls(fragments::opened(item));
        if is_named {
            item = with_values(item, Inside::Item);
        }
        // Behind the item, so that its place is the same whatever they say.
        quote!(#[allow(unused)] #item #messages)
    })
}

/// Why nothing becomes of an item.
struct Mistakes {
    messages: TokenStream,
    /// Whether its result has a name, so that it may have no value at its ends.
    is_named: bool,
}

/// What becomes of the item.
fn lower(options: TokenStream, item: TokenStream) -> Result<TokenStream, Mistakes> {
    let mut errors = Errors::default();
    let options = Options::read(options, &mut errors);
    let read = fragments::opened(item.clone());
    let (mut is_unreadable, mut is_named) = (false, false);
    let expanded = match syn::parse2::<Function>(read.clone()) {
        Ok(function) => {
            is_named = !options.results.is_empty();
            function::with_defer(function, &options, &mut errors)
        }
        Err(_) => match syn::parse2::<Item>(read.clone()) {
            Ok(block @ (Item::Impl(_) | Item::Trait(_))) => block_with_defer(block, &options, &mut errors),
            _ => {
                is_unreadable = names::has_body(&item);
                if !is_unreadable {
                    let message =
                        "`#[with_defer]` stands on a function that has a body, or on an `impl` or `trait` block";
                    errors.at(&item, message);
                }
                None
            }
        },
    };
    match (errors.into_tokens(), expanded) {
        (Some(messages), _) => Err(Mistakes { messages, is_named }),
        (None, Some(Expanded::Lowered(function))) => Ok(function),
        (None, Some(Expanded::RefusedByRustc)) => Ok(without_deferred_calls(read)),
        // rustc says why, at the tokens as they came, and nothing of the deferred calls.
        (None, None) if is_unreadable => Ok(set_aside(item, Place::default(), Group::span_close)),
        (None, None) => Ok(item),
    }
}

/// The functions of an `impl` or `trait` block that hold deferred calls (rule 1.1).
fn block_with_defer(mut item: Item, options: &Options, errors: &mut Errors) -> Option<Expanded> {
    if let Some(result) = options.results.first() {
        errors.at(
            &result.name,
            "a named result belongs to one function: write the attribute on it",
        );
    }
    let mut lowered = false;
    match &mut item {
        Item::Impl(block) => {
            for member in &mut block.items {
                if let ImplItem::Fn(function) = member
                    && let Some(function) = member_with_defer(&function.attrs, &*function, options, errors)
                {
                    *member = ImplItem::Verbatim(function);
                    lowered = true;
                }
            }
        }
        Item::Trait(block) => {
            for member in &mut block.items {
                if let TraitItem::Fn(function) = member
                    && let Some(function) = member_with_defer(&function.attrs, &*function, options, errors)
                {
                    *member = TraitItem::Verbatim(function);
                    lowered = true;
                }
            }
        }
        _ => {}
    }
    lowered.then(|| Expanded::Lowered(item.into_token_stream()))
}

/// One function of a block; one with an attribute of its own is left to that.
fn member_with_defer(
    attrs: &[Attribute],
    member: &impl ToTokens,
    options: &Options,
    errors: &mut Errors,
) -> Option<TokenStream> {
    let is_own = |attr: &Attribute| {
        attr.path()
            .segments
            .last()
            .is_some_and(|last| last.ident == "with_defer")
    };
    if attrs.iter().any(is_own) {
        return None;
    }
    let written = member.to_token_stream();
    let function = syn::parse2::<Function>(written.clone()).ok()?;
    Some(match function::with_defer(function, options, errors)? {
        Expanded::Lowered(function) => function,
        Expanded::RefusedByRustc => without_deferred_calls(written),
    })
}

/// The item with its deferred calls set aside, so that beside an error they don't cause another.
fn without_deferred_calls(item: TokenStream) -> TokenStream {
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
        at += 1;
        let TokenTree::Group(group) = token else {
            token.to_tokens(&mut aside);
            continue;
        };
        let called = match &tokens[..at - 1] {
            [.., TokenTree::Ident(name), bang] if is_punct(bang, '!') => Some(name),
            _ => None,
        };
        let is_block = group.delimiter() == Delimiter::Brace;
        let is_argument = called.is_some_and(|name| names::is_deferred(&name.clone().into()));
        let inner = if is_argument && group.delimiter() != Delimiter::None {
            // What is done with the value that it hasn't.
            let begins = place.in_block && begins_statement(&tokens[..at - 3]);
            at = behind_postfix(&tokens, at);
            let ends = is_block || tokens.get(at).is_some_and(|next| is_punct(next, ';'));
            if begins && ends {
                // The import of `recover!` counts as used, and an editor completes what is typed there.
                let recover = names::recover_in(group.stream());
                let in_deferred = Place {
                    in_block: true,
                    in_deferred: true,
                };
                let typed = set_aside(group.stream(), in_deferred, span);
                quote_spanned!(group.span()=> @typed [#recover] #typed)
            } else {
                quote_spanned!(group.span()=> @value)
            }
        } else if place.in_deferred && called.is_some_and(|name| name == "recover") {
            quote_spanned!(group.span()=> @none)
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

/// What tokens are the inside of.
#[derive(Clone, Copy, PartialEq)]
enum Inside {
    Item,
    Brackets,
    /// Something around it may go on.
    Fragment,
}

/// The function with a value where one with a named result needs none: at a bare `return`, and at the end.
fn with_values(tokens: TokenStream, inside: Inside) -> TokenStream {
    let any = quote!(loop {});
    let mut valued = TokenStream::new();
    let mut tokens = tokens.into_iter().peekable();
    while let Some(token) = tokens.next() {
        let next = tokens.peek();
        match token {
            TokenTree::Group(group) => {
                let ends_item = inside == Inside::Item && next.is_none();
                let diverges = (ends_item && group.delimiter() == Delimiter::Brace).then_some(&any);
                let within = match group.delimiter() {
                    Delimiter::None if ends_item => Inside::Item,
                    Delimiter::None => Inside::Fragment,
                    _ => Inside::Brackets,
                };
                let (attributes, body) = behind_inner_attributes(group.stream());
                let body = with_values(body, within);
                let mut copy = Group::new(group.delimiter(), quote!(#attributes #diverges #body));
                copy.set_span(group.span());
                copy.to_tokens(&mut valued);
            }
            TokenTree::Ident(word) if word == "return" => {
                let is_bare = match next {
                    Some(next) => is_punct(next, ';') || is_punct(next, ','),
                    None => inside == Inside::Brackets,
                };
                let value = is_bare.then_some(&any);
                valued.extend(quote!(#word #value));
            }
            other => other.to_tokens(&mut valued),
        }
    }
    valued
}

/// The `#![…]` that a block begins with, and what follows.
fn behind_inner_attributes(block: TokenStream) -> (TokenStream, TokenStream) {
    let tokens: Vec<TokenTree> = block.into_iter().collect();
    let mut at = 0;
    while let [hash, bang, TokenTree::Group(_), ..] = &tokens[at..]
        && is_punct(hash, '#')
        && is_punct(bang, '!')
    {
        at += 3;
    }
    let attributes = tokens[..at].iter().cloned().collect();
    (attributes, tokens[at..].iter().cloned().collect())
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

fn is_punct(token: &TokenTree, wanted: char) -> bool {
    matches!(token, TokenTree::Punct(punct) if punct.as_char() == wanted)
}
