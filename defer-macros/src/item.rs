//! Which items the attribute takes (rule 1.1), and what it does with the others.

use crate::diagnostics::Errors;
use crate::recover;
use crate::syntax::conditions::{self, Version};
use crate::syntax::fragments;
use crate::syntax::function::{self, Expanded, Function, SureToFail};
use crate::syntax::names;
use crate::syntax::options::Options;
use crate::syntax::tokens;
use proc_macro2::TokenStream;
use quote::{ToTokens, quote};
use syn::{Attribute, ImplItem, Item, TraitItem};

/// Expands the attribute; the item is emitted whatever happens (rule 9.3).
pub fn expand(options: TokenStream, item: TokenStream) -> TokenStream {
    let mut expanded = lower(options.clone(), item.clone());
    if let Some(typed) = tokens::without_cursor(&item) {
        // An editor compares the two expansions: both have to be made in the same way.
        expanded = match (lower(options.clone(), typed), expanded) {
            (Ok(_), Err(_)) => lower(options, tokens::with_field_at_cursor(&item)),
            (Err(_), Ok(_)) => {
                let options = Options::read(options, &mut Errors::default());
                Err(recover::set_aside_beside_errors(&fragments::opened(item), &options))
            }
            (_, expanded) => expanded,
        };
    }
    expanded.unwrap_or_else(|refused| refused)
}

/// What an item becomes; `Err` holds what is emitted of one that is refused.
type Emitted = Result<TokenStream, TokenStream>;

/// Parses the item and lowers what it holds.
fn lower(options: TokenStream, item: TokenStream) -> Emitted {
    let mut errors = Errors::default();
    let options = Options::read(options, &mut errors);
    let read = fragments::opened(item.clone());
    if let Ok(function) = syn::parse2::<Function>(read.clone()) {
        return match errors.into_tokens() {
            Some(messages) => Err(recover::refused(&read, &messages, &options)),
            None => function_with_defer(function, read, &options),
        };
    }
    match syn::parse2::<Item>(read.clone()) {
        Ok(block @ (Item::Impl(_) | Item::Trait(_))) => {
            if let Some(result) = options.results.first() {
                errors.at(
                    &result.name,
                    "a named result belongs to one function: write the attribute on it",
                );
            }
            match errors.into_tokens() {
                Some(messages) => {
                    let item = recover::without_deferred_calls(read);
                    Err(quote!(#[allow(unused)] #item #messages))
                }
                None => block_with_defer(block, &options),
            }
        }
        _ if names::has_body(&item) => Ok(recover::unreadable(item, errors)),
        _ => {
            errors.at(
                &item,
                "`#[with_defer]` stands on a function that has a body, or on an `impl` or `trait` block",
            );
            match errors.into_tokens() {
                Some(messages) => Err(recover::refused(&item, &messages, &options)),
                None => Ok(item),
            }
        }
    }
}

/// A function: each of its versions, with its own mistakes (rule 1.6).
fn function_with_defer(function: Function, written: TokenStream, options: &Options) -> Emitted {
    if !function.is_concerned(options) {
        return Ok(written);
    }
    let mut errors = Errors::default();
    let versions = match conditions::versions(function) {
        Ok(versions) => versions,
        Err(condition) => {
            let message = format!(
                "a function with deferred calls can't depend on more than {} conditions: put what depends on them into \
                 functions of its own",
                conditions::MOST
            );
            errors.at(condition, &message);
            let messages = errors.into_tokens().unwrap_or_default();
            return Err(recover::refused(&written, &messages, options));
        }
    };
    let is_only_one = versions.len() == 1;
    let (mut emitted, mut is_refused) = (TokenStream::new(), false);
    for Version { condition, function } in versions {
        let read = match is_only_one && condition.is_none() && !names::mentions_word(&written, &["cfg", "cfg_attr"]) {
            true => written.clone(),
            false => function.to_token_stream(),
        };
        let version = version_with_defer(function, read, options);
        is_refused |= version.is_err();
        let (Ok(parts) | Err(parts)) = version;
        for part in parts {
            emitted.extend(quote!(#condition #part));
        }
    }
    match is_refused {
        true => Err(emitted),
        false => Ok(emitted),
    }
}

/// One version of a function: the items that are emitted of it.
fn version_with_defer(
    function: Function,
    read: TokenStream,
    options: &Options,
) -> Result<Vec<TokenStream>, Vec<TokenStream>> {
    let mut errors = Errors::default();
    let mut written = function.clone();
    let expanded = function::with_defer(function, options, &mut errors);
    let messages = errors.into_each();
    if !messages.is_empty() {
        return Err(std::iter::once(recover::set_aside_beside_errors(&read, options))
            .chain(messages)
            .collect());
    }
    match expanded {
        None => Ok(vec![read]),
        Some(Expanded::RefusedByRustc(SureToFail { checks })) if checks.is_empty() => {
            Ok(vec![recover::without_deferred_calls(read)])
        }
        Some(Expanded::RefusedByRustc(SureToFail { checks })) => {
            written.body.stmts.splice(0..0, checks);
            Ok(vec![recover::without_deferred_calls(written.to_token_stream())])
        }
        Some(Expanded::Lowered(lowered)) => match recover::lost(&read, &lowered) {
            None => Ok(vec![lowered]),
            Some(message) => Err(vec![lowered, message]),
        },
    }
}

/// The functions of an `impl` or `trait` block that hold deferred calls (rule 1.1).
fn block_with_defer(mut item: Item, options: &Options) -> Emitted {
    let mut is_refused = false;
    match &mut item {
        Item::Impl(block) => {
            for member in &mut block.items {
                if let ImplItem::Fn(function) = member
                    && let Some(emitted) = member_with_defer(&function.attrs, &*function, options)
                {
                    is_refused |= emitted.is_err();
                    let (Ok(function) | Err(function)) = emitted;
                    *member = ImplItem::Verbatim(function);
                }
            }
        }
        Item::Trait(block) => {
            for member in &mut block.items {
                if let TraitItem::Fn(function) = member
                    && let Some(emitted) = member_with_defer(&function.attrs, &*function, options)
                {
                    is_refused |= emitted.is_err();
                    let (Ok(function) | Err(function)) = emitted;
                    *member = TraitItem::Verbatim(function);
                }
            }
        }
        _ => {}
    }
    match is_refused {
        true => Err(item.into_token_stream()),
        false => Ok(item.into_token_stream()),
    }
}

/// One function of a block; one with an attribute of its own is left to that.
fn member_with_defer(attrs: &[Attribute], member: &impl ToTokens, options: &Options) -> Option<Emitted> {
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
    function
        .is_concerned(options)
        .then(|| function_with_defer(function, written, options))
}
