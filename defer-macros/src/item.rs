//! Which items the attribute takes (rule 1.1), and what it does with the others; what holds no deferred call comes out as it went
//! in (rule 1.3).

use crate::diagnostics::Errors;
use crate::expand::{self, Expanded};
use crate::recover;
use crate::syntax::conditions::{self, Version};
use crate::syntax::fragments;
use crate::syntax::function::Function;
use crate::syntax::glance::{Glance, Kind};
use crate::syntax::options::Options;
use crate::syntax::tokens;
use proc_macro2::{Span, TokenStream};
use quote::{ToTokens, quote};
use syn::{Attribute, ImplItem, Item, TraitItem};

/// Expands the attribute; the item is emitted whatever happens (rule 9.3).
pub fn expand(options: TokenStream, item: TokenStream) -> TokenStream {
    let written = Written::of(item);
    let emitted = match written.glance.has_cursor {
        true => at_cursor(&options, &written),
        false => lower(&options, &written),
    };
    emitted.unwrap_or_else(|refused| refused)
}

/// An item's tokens, with what they tell.
struct Written {
    item: TokenStream,
    glance: Glance,
}

impl Written {
    fn of(mut item: TokenStream) -> Self {
        let mut glance = Glance::of(&item);
        if glance.has_invisible_groups {
            item = fragments::opened(item);
            glance = Glance::of(&item);
        }
        Written { item, glance }
    }

    /// Whether it has anything to do with the attribute; others come out as they went in (rule 1.3).
    fn is_concerned(&self, options: &Options) -> bool {
        !options.results.is_empty() || !self.glance.deferred.is_empty()
    }
}

/// What is emitted of an item; `Err` holds that of one that is refused.
type Emitted = Result<TokenStream, TokenStream>;

/// Lowers an item with an editor's mark, which is compared with the same without: both have to be made in the same way.
fn at_cursor(options: &TokenStream, written: &Written) -> Emitted {
    let typed = Written::of(tokens::without_cursor(&written.item));
    match (lower(options, &typed), lower(options, written)) {
        (Ok(_), Err(_)) => lower(options, &Written::of(tokens::with_field_at_cursor(&written.item))),
        (Err(_), Ok(_)) => {
            let options = Options::read(options.clone(), &mut Errors::default());
            Err(recover::set_aside_beside_errors(&written.item, &options))
        }
        (_, emitted) => emitted,
    }
}

/// Parses and lowers an item.
fn lower(options: &TokenStream, written: &Written) -> Emitted {
    let Written { item, glance } = written;
    let mut errors = Errors::default();
    let mut options = Options::read(options.clone(), &mut errors);
    let Some(kind) = glance.kind.filter(|_| glance.has_body) else {
        let message = "`#[with_defer]` stands on a function that has a body, or on an `impl` or `trait` block";
        errors.at(item, message);
        return Err(recover::refused(
            item,
            &errors.into_tokens().unwrap_or_default(),
            &options,
        ));
    };
    if errors.is_empty() && !written.is_concerned(&options) {
        return Ok(item.clone());
    }
    let parsed = Parsed::of(written, kind);
    if let (Ok(Parsed::Block(_)), Some(result)) = (&parsed, options.results.first()) {
        let message = "a named result belongs to one function: write the attribute on it";
        errors.at(&result.name, message);
        options.results.clear();
    }
    match (parsed, errors.into_tokens()) {
        (Err(unread), messages) => Ok(recover::unreadable(item.clone(), glance, &unread, messages)),
        (Ok(_), Some(messages)) => Err(recover::refused(item, &messages, &options)),
        (Ok(Parsed::Function(function)), None) => function_with_defer(*function, written, &options),
        (Ok(Parsed::Block(block)), None) => block_with_defer(*block, &options),
    }
}

fn emitted(item: TokenStream, is_refused: bool) -> Emitted {
    match is_refused {
        true => Err(item),
        false => Ok(item),
    }
}

enum Parsed {
    Function(Box<Function>),
    Block(Box<Item>),
}

impl Parsed {
    fn of(Written { item, glance }: &Written, kind: Kind) -> syn::Result<Self> {
        let item = item.clone();
        match kind {
            Kind::Function => syn::parse2(item).map(Parsed::Function),
            Kind::Block => match syn::parse2(item)? {
                block @ (Item::Impl(_) | Item::Trait(_)) => Ok(Parsed::Block(Box::new(block))),
                _ => {
                    let call = glance.deferred.first().copied();
                    Err(syn::Error::new(call.unwrap_or_else(Span::call_site), "unknown syntax"))
                }
            },
        }
    }
}

/// Lowers a function: each of its versions, with its own mistakes (rule 1.6).
fn function_with_defer(function: Function, written: &Written, options: &Options) -> Emitted {
    if !written.glance.has_conditions {
        return version_with_defer(function, written, None, options);
    }
    let versions = conditions::versions(function).map_err(|condition| {
        let message = format!(
            "a function with deferred calls can't depend on more than {} conditions: put what depends on them into \
             functions of its own",
            conditions::MOST
        );
        let message = syn::Error::new_spanned(condition, message).into_compile_error();
        recover::refused(&written.item, &message, options)
    })?;
    let (mut all, mut is_refused) = (TokenStream::new(), false);
    for Version { condition, function } in versions {
        let written = Written::of(function.to_token_stream());
        let version = version_with_defer(function, &written, condition.as_ref(), options);
        is_refused |= version.is_err();
        let (Ok(version) | Err(version)) = version;
        all.extend(version);
    }
    emitted(all, is_refused)
}

/// Lowers one version of a function; each item that is emitted of it stands behind the version's condition.
fn version_with_defer(
    function: Function,
    written: &Written,
    condition: Option<&TokenStream>,
    options: &Options,
) -> Emitted {
    let Written { item, glance } = written;
    if !written.is_concerned(options) {
        return Ok(quote!(#condition #item));
    }
    let mut errors = Errors::default();
    let expanded = expand::with_defer(function, glance, options, &mut errors);
    let messages = errors.into_each();
    if !messages.is_empty() {
        let refused = recover::set_aside_beside_errors(item, options);
        return Err(quote!(#condition #refused #(#condition #messages)*));
    }
    match expanded {
        None => Ok(quote!(#condition #item)),
        Some(Expanded::RefusedByRustc(checks)) => {
            let checked = recover::beginning_with(item.clone(), &quote!(#(#checks)*));
            let aside = recover::without_deferred_calls(checked);
            Ok(quote!(#condition #aside))
        }
        Some(Expanded::Lowered(lowered)) => match recover::lost(glance, &lowered) {
            None => Ok(quote!(#condition #lowered)),
            Some(message) => Err(quote!(#condition #lowered #condition #message)),
        },
    }
}

/// Lowers the functions of an `impl` or `trait` block that hold deferred calls (rule 1.1); one with an attribute of its own is left
/// to that.
fn block_with_defer(mut block: Item, options: &Options) -> Emitted {
    let mut is_refused = false;
    let mut lowered = |attrs: &[Attribute], function: &dyn ToTokens| {
        let mut names = attrs.iter().filter_map(|attr| attr.path().segments.last());
        if names.any(|last| last.ident == "with_defer") {
            return None;
        }
        let written = Written::of(function.to_token_stream());
        if !written.is_concerned(options) {
            return None;
        }
        let function = syn::parse2(written.item.clone()).ok()?;
        let emitted = function_with_defer(function, &written, options);
        is_refused |= emitted.is_err();
        Some(emitted.unwrap_or_else(|refused| refused))
    };
    if let Item::Impl(block) = &mut block {
        for member in &mut block.items {
            if let ImplItem::Fn(function) = member
                && let Some(lowered) = lowered(&function.attrs, function)
            {
                *member = ImplItem::Verbatim(lowered);
            }
        }
    } else if let Item::Trait(block) = &mut block {
        for member in &mut block.items {
            if let TraitItem::Fn(function) = member
                && let Some(lowered) = lowered(&function.attrs, function)
            {
                *member = TraitItem::Verbatim(lowered);
            }
        }
    }
    emitted(block.into_token_stream(), is_refused)
}
