//! Which functions the attribute takes, and what it does with the others.

use crate::diagnostics::Errors;
use crate::lower;
use crate::names;
use proc_macro2::TokenStream;
use quote::{ToTokens, quote};
use syn::{
    Attribute, Block, FnArg, ReceiverKind, Signature, Token, Type, Visibility, parse::Parse, parse::ParseStream,
};

/// A function with a body, wherever it stands.
struct Function {
    attrs: Vec<Attribute>,
    vis: Visibility,
    defaultness: Option<Token![default]>,
    sig: Signature,
    body: Block,
}

impl Parse for Function {
    fn parse(input: ParseStream<'_>) -> syn::Result<Self> {
        Ok(Function {
            attrs: input.call(Attribute::parse_outer)?,
            vis: input.parse()?,
            defaultness: input.parse()?,
            sig: input.parse()?,
            body: input.parse()?,
        })
    }
}

impl ToTokens for Function {
    fn to_tokens(&self, tokens: &mut TokenStream) {
        let Function {
            attrs,
            vis,
            defaultness,
            sig,
            body,
        } = self;
        tokens.extend(quote!(#(#attrs)* #vis #defaultness #sig #body));
    }
}

/// Expands the attribute; the item is emitted whatever happens (rule 9.3).
pub fn expand(options: TokenStream, item: TokenStream) -> TokenStream {
    let mut errors = Errors::default();
    if !options.is_empty() {
        errors.at(&options, "`#[with_defer]` takes no options yet");
    }
    let expanded = match syn::parse2::<Function>(item.clone()) {
        Ok(function) => function_with_defer(function, &mut errors),
        Err(_) => {
            if !names::has_body(&item) {
                errors.at(&item, "`#[with_defer]` stands on a function that has a body");
            }
            None
        }
    };
    match errors.into_tokens() {
        Some(messages) => quote!(#messages #item),
        None => expanded.unwrap_or(item),
    }
}

/// The lowered function; nothing where it holds no deferred call and so stays as it is (rule 1.3).
fn function_with_defer(mut function: Function, errors: &mut Errors) -> Option<TokenStream> {
    if !names::mentions_deferred_call(&function.body.to_token_stream()) {
        return None;
    }
    if let Some(keyword) = &function.sig.constness {
        errors.at(
            keyword,
            "a `const fn` can't hold deferred calls: remove `const`, or the deferred calls",
        );
        return None;
    }
    if let Some(keyword) = &function.sig.asyncness {
        errors.at(keyword, "deferred calls in an `async fn` are not supported yet");
        return None;
    }
    let cursors = function.sig.inputs.iter().filter_map(mutable_reference).collect();
    let output = lower::Output::of(&function.sig.output);
    let body = std::mem::take(&mut function.body.stmts);
    function.body.stmts = lower::Scope::new(output, cursors, errors).lower(body);
    Some(function.into_token_stream())
}

/// The parameter's name, if it is written as a `&mut` reference: the closure around the rest takes it by value.
fn mutable_reference(input: &FnArg) -> Option<syn::Ident> {
    match input {
        FnArg::Receiver(receiver) => {
            let by_mut = matches!(receiver.kind, ReceiverKind::Reference(_, _, Some(_)));
            by_mut.then(|| receiver.self_token.into())
        }
        FnArg::Typed(typed) => match (&*typed.pat, &*typed.ty) {
            (syn::Pat::Ident(name), Type::Reference(reference)) if reference.mutability.is_some() => {
                Some(name.ident.clone())
            }
            _ => None,
        },
    }
}
