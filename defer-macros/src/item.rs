//! Which items the attribute takes, and what it does with the others.

use crate::diagnostics::Errors;
use crate::fragments;
use crate::function::{self, Expanded, Function};
use crate::names;
use crate::options::Options;
use crate::tokens;
use proc_macro2::{Delimiter, Group, TokenStream, TokenTree};
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
    lowered.unwrap_or_else(|messages| {
        let item = without_deferred_calls(fragments::opened(item));
        // Behind the item, so that its place is the same whatever they say.
        quote!(#[allow(unused)] #item #messages)
    })
}

/// What becomes of the item, or the messages that say why nothing does.
fn lower(options: TokenStream, item: TokenStream) -> Result<TokenStream, TokenStream> {
    let mut errors = Errors::default();
    let options = Options::read(options, &mut errors);
    let read = fragments::opened(item.clone());
    let expanded = match syn::parse2::<Function>(read.clone()) {
        Ok(function) => function::with_defer(function, &options, &mut errors),
        Err(_) => match syn::parse2::<Item>(read.clone()) {
            Ok(block @ (Item::Impl(_) | Item::Trait(_))) => block_with_defer(block, &options, &mut errors),
            _ => {
                if !names::has_body(&item) {
                    let message =
                        "`#[with_defer]` stands on a function that has a body, or on an `impl` or `trait` block";
                    errors.at(&item, message);
                }
                None
            }
        },
    };
    match (errors.into_tokens(), expanded) {
        (Some(messages), _) => Err(messages),
        (None, Some(Expanded::Lowered(function))) => Ok(function),
        (None, Some(Expanded::RefusedByRustc)) => Ok(without_deferred_calls(read)),
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
    set_aside(item, true, false)
}

fn set_aside(item: TokenStream, in_block: bool, in_deferred: bool) -> TokenStream {
    // In front of a statement stands the end of another one, or nothing; elsewhere a value is wanted.
    let begins_statement = |before: Option<&TokenTree>| match before {
        None => in_block,
        Some(TokenTree::Punct(punct)) => matches!(punct.as_char(), ';' | ':' | '>'),
        Some(TokenTree::Group(_)) => true,
        Some(_) => false,
    };
    let tokens: Vec<TokenTree> = item.into_iter().collect();
    let mut emptied = TokenStream::new();
    for (at, token) in tokens.iter().enumerate() {
        let called = match &tokens[..at] {
            [.., TokenTree::Ident(name), TokenTree::Punct(bang)] if bang.as_char() == '!' => Some(name),
            _ => None,
        };
        let is_argument = called.is_some_and(|name| names::is_deferred(&name.clone().into()));
        emptied.extend(match token {
            TokenTree::Group(group) => {
                let is_argument = is_argument && group.delimiter() != Delimiter::None;
                let inner = if is_argument && begins_statement(at.checked_sub(3).map(|before| &tokens[before])) {
                    // An editor completes what is typed there.
                    let typed = set_aside(group.stream(), true, true);
                    quote_spanned!(group.span()=> @typed #typed)
                } else if is_argument {
                    quote_spanned!(group.span()=> @value)
                } else if in_deferred && called.is_some_and(|name| name == "recover") {
                    quote_spanned!(group.span()=> @none)
                } else {
                    let in_block = group.delimiter() == Delimiter::Brace;
                    set_aside(group.stream(), in_block, in_deferred)
                };
                let mut copy = Group::new(group.delimiter(), inner);
                copy.set_span(group.span());
                TokenTree::Group(copy).into_token_stream()
            }
            other => other.to_token_stream(),
        });
    }
    emptied
}
