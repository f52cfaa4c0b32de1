//! Which items the attribute takes, and what it does with the others.

use crate::diagnostics::Errors;
use crate::recover;
use crate::syntax::conditions::{self, Version};
use crate::syntax::facts::{Facts, Kind};
use crate::syntax::fragments;
use crate::syntax::function::{self, Expanded, Function, SureToFail};
use crate::syntax::options::Options;
use crate::syntax::tokens;
use proc_macro2::{Span, TokenStream};
use quote::{ToTokens, quote};
use syn::{Attribute, ImplItem, Item, TraitItem};

/// Expands the attribute; the item is emitted whatever happens (rule 9.3).
pub fn expand(options: TokenStream, item: TokenStream) -> TokenStream {
    let facts = Facts::of(&item);
    let emitted = match facts.has_cursor {
        true => at_cursor(options, item, facts),
        false => lower(options, item, facts),
    };
    emitted.unwrap_or_else(|refused| refused)
}

/// What an item becomes; `Err` holds what is emitted of one that is refused.
type Emitted = Result<TokenStream, TokenStream>;

/// An item with an editor's mark, which is compared with the same without: both have to be made in the same way.
fn at_cursor(options: TokenStream, item: TokenStream, facts: Facts) -> Emitted {
    let typed = tokens::without_cursor(&item);
    let typed_facts = Facts::of(&typed);
    match (
        lower(options.clone(), typed, typed_facts),
        lower(options.clone(), item.clone(), facts),
    ) {
        (Ok(_), Err(_)) => {
            let item = tokens::with_field_at_cursor(&item);
            let facts = Facts::of(&item);
            lower(options, item, facts)
        }
        (Err(_), Ok(_)) => {
            let options = Options::read(options, &mut Errors::default());
            Err(recover::set_aside_beside_errors(&fragments::opened(item), &options))
        }
        (_, emitted) => emitted,
    }
}

/// An item that has been read.
enum Read {
    Function(Box<Function>),
    Block(Box<Item>),
}

impl Read {
    fn of(item: TokenStream, kind: Kind, facts: &Facts) -> syn::Result<Self> {
        match kind {
            Kind::Function => syn::parse2(item).map(|function| Read::Function(Box::new(function))),
            Kind::Block => match syn::parse2(item)? {
                block @ (Item::Impl(_) | Item::Trait(_)) => Ok(Read::Block(Box::new(block))),
                _ => {
                    let call = facts.deferred.first().copied();
                    Err(syn::Error::new(call.unwrap_or_else(Span::call_site), "unknown syntax"))
                }
            },
        }
    }
}

/// Lowers what the item holds.
fn lower(options: TokenStream, mut item: TokenStream, mut facts: Facts) -> Emitted {
    let mut errors = Errors::default();
    let mut options = Options::read(options, &mut errors);
    if facts.has_invisible_groups {
        item = fragments::opened(item);
        facts = Facts::of(&item);
    }
    let kind = facts.kind.filter(|_| facts.has_body);
    match kind {
        None => errors.at(
            &item,
            "`#[with_defer]` stands on a function that has a body, or on an `impl` or `trait` block",
        ),
        Some(Kind::Block) => {
            if let Some(result) = options.results.drain(..).next() {
                let message = "a named result belongs to one function: write the attribute on it";
                errors.at(result.name, message);
            }
        }
        Some(Kind::Function) => {}
    }
    let messages = errors.into_tokens();
    if messages.is_none() && !is_concerned(&facts, &options) {
        return Ok(item);
    }
    let read = kind.map(|kind| Read::of(item.clone(), kind, &facts)).transpose();
    match (read, messages) {
        (Err(unread), messages) => Ok(recover::unreadable(item, &facts, &unread, messages)),
        (Ok(_), Some(messages)) => Err(recover::refused(&item, &messages, &options)),
        (Ok(Some(Read::Function(function))), None) => function_with_defer(*function, item, &facts, &options),
        (Ok(Some(Read::Block(block))), None) => block_with_defer(*block, &options),
        (Ok(None), None) => Ok(item),
    }
}

/// Whether it has anything to do with the attribute; others come out as they went in (rule 1.3).
fn is_concerned(facts: &Facts, options: &Options) -> bool {
    !options.results.is_empty() || !facts.deferred.is_empty()
}

/// A function: each of its versions, with its own mistakes (rule 1.6).
fn function_with_defer(function: Function, written: TokenStream, facts: &Facts, options: &Options) -> Emitted {
    if !facts.has_conditions {
        let version = version_with_defer(function, written, facts, options);
        return version.map(concatenated).map_err(concatenated);
    }
    let versions = conditions::versions(function).map_err(|condition| {
        let message = format!(
            "a function with deferred calls can't depend on more than {} conditions: put what depends on them into \
             functions of its own",
            conditions::MOST
        );
        let message = syn::Error::new_spanned(condition, message).into_compile_error();
        recover::refused(&written, &message, options)
    })?;
    let (mut emitted, mut is_refused) = (TokenStream::new(), false);
    for Version { condition, function } in versions {
        let read = function.to_token_stream();
        let facts = Facts::of(&read);
        let version = match is_concerned(&facts, options) {
            true => version_with_defer(function, read, &facts, options),
            false => Ok(vec![read]),
        };
        is_refused |= version.is_err();
        let (Ok(items) | Err(items)) = version;
        emitted.extend(items.into_iter().map(|item| quote!(#condition #item)));
    }
    match is_refused {
        true => Err(emitted),
        false => Ok(emitted),
    }
}

fn concatenated(items: Vec<TokenStream>) -> TokenStream {
    items.into_iter().collect()
}

/// One version of a function: the items that are emitted of it.
fn version_with_defer(
    function: Function,
    read: TokenStream,
    facts: &Facts,
    options: &Options,
) -> Result<Vec<TokenStream>, Vec<TokenStream>> {
    let mut errors = Errors::default();
    let expanded = function::with_defer(function, facts, options, &mut errors);
    let messages = errors.into_each();
    if !messages.is_empty() {
        let refused = recover::set_aside_beside_errors(&read, options);
        return Err(std::iter::once(refused).chain(messages).collect());
    }
    match expanded {
        None => Ok(vec![read]),
        Some(Expanded::RefusedByRustc(SureToFail { checks })) => {
            let checked = recover::beginning_with(read, &quote!(#(#checks)*));
            Ok(vec![recover::without_deferred_calls(checked)])
        }
        Some(Expanded::Lowered(lowered)) => match recover::lost(facts, &lowered) {
            None => Ok(vec![lowered]),
            Some(message) => Err(vec![lowered, message]),
        },
    }
}

/// The functions of an `impl` or `trait` block that hold deferred calls (rule 1.1).
fn block_with_defer(mut item: Item, options: &Options) -> Emitted {
    let mut is_refused = false;
    let mut emit = |attrs: &[Attribute], member: &dyn ToTokens| {
        let emitted = member_with_defer(attrs, member, options)?;
        is_refused |= emitted.is_err();
        let (Ok(function) | Err(function)) = emitted;
        Some(function)
    };
    match &mut item {
        Item::Impl(block) => {
            for member in &mut block.items {
                if let ImplItem::Fn(function) = member
                    && let Some(emitted) = emit(&function.attrs, function)
                {
                    *member = ImplItem::Verbatim(emitted);
                }
            }
        }
        Item::Trait(block) => {
            for member in &mut block.items {
                if let TraitItem::Fn(function) = member
                    && let Some(emitted) = emit(&function.attrs, function)
                {
                    *member = TraitItem::Verbatim(emitted);
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
fn member_with_defer(attrs: &[Attribute], member: &dyn ToTokens, options: &Options) -> Option<Emitted> {
    let is_own = |attr: &Attribute| {
        let last = attr.path().segments.last();
        last.is_some_and(|last| last.ident == "with_defer")
    };
    if attrs.iter().any(is_own) {
        return None;
    }
    let written = member.to_token_stream();
    let facts = Facts::of(&written);
    if !is_concerned(&facts, options) {
        return None;
    }
    let function = syn::parse2(written.clone()).ok()?;
    Some(function_with_defer(function, written, &facts, options))
}
