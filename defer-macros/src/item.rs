//! Which functions the attribute takes, and what it does with the others.

use crate::diagnostics::Errors;
use crate::lower::{self, Kind, Lowering, Scope};
use crate::names;
use crate::options::Options;
use crate::output::Output;
use crate::results;
use crate::ways;
use proc_macro2::{Group, Ident, TokenStream, TokenTree};
use quote::{ToTokens, quote, quote_spanned};
use syn::{
    Attribute, Block, FnArg, Pat, ReceiverKind, Signature, Token, Type, Visibility, parse::Parse, parse::ParseStream,
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
        let attrs = input.call(Attribute::parse_outer)?;
        let vis = input.parse()?;
        let defaultness = input.parse()?;
        let sig = input.parse()?;
        let inner;
        let brace_token = syn::braced!(inner in input);
        let inner_attrs = inner.call(Attribute::parse_inner)?;
        let stmts = inner.call(Block::parse_within)?;
        Ok(Function {
            attrs: attrs.into_iter().chain(inner_attrs).collect(),
            vis,
            defaultness,
            sig,
            body: Block { brace_token, stmts },
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
        let is_outer = |attr: &&Attribute| matches!(attr.style, syn::AttrStyle::Outer);
        let outer = attrs.iter().filter(is_outer);
        let inner = attrs.iter().filter(|attr| !is_outer(attr));
        tokens.extend(quote!(#(#outer)* #vis #defaultness #sig));
        body.brace_token.surround(tokens, |tokens| {
            tokens.extend(quote!(#(#inner)*));
            body.stmts.iter().for_each(|stmt| stmt.to_tokens(tokens));
        });
    }
}

/// Expands the attribute; the item is emitted whatever happens (rule 9.3).
pub fn expand(options: TokenStream, item: TokenStream) -> TokenStream {
    let mut errors = Errors::default();
    let options = Options::read(options, &mut errors);
    let expanded = match syn::parse2::<Function>(item.clone()) {
        Ok(function) => function_with_defer(function, &options, &mut errors),
        Err(_) => {
            if !names::has_body(&item) {
                errors.at(&item, "`#[with_defer]` stands on a function that has a body");
            }
            None
        }
    };
    match (errors.into_tokens(), expanded) {
        (Some(messages), _) => {
            let item = without_deferred_calls(item);
            quote!(#messages #[allow(unused)] #item)
        }
        (None, Some(Expanded::Lowered(function))) => function,
        (None, Some(Expanded::RefusedByRustc)) => without_deferred_calls(item),
        (None, None) => item,
    }
}

/// What became of a function with deferred calls.
enum Expanded {
    Lowered(TokenStream),
    /// It can't compile whatever the attribute does, and rustc says so best where it is left alone.
    RefusedByRustc,
}

/// The lowered function; nothing where it holds no deferred call and so stays as it is (rule 1.3).
fn function_with_defer(mut function: Function, options: &Options, errors: &mut Errors) -> Option<Expanded> {
    if options.results.is_empty() && !names::mentions_deferred_call(&function.body.to_token_stream()) {
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
    if is_refused_by_rustc(&function) {
        return Some(Expanded::RefusedByRustc);
    }
    let results = results::declare(
        &options.results,
        &function.sig,
        &function.body,
        &options.runtime,
        errors,
    );
    let mut lowering = Lowering::new(options.runtime.clone(), errors);
    lowering.named = results.as_ref().map(|results| results.value.clone());
    for input in &function.sig.inputs {
        if let FnArg::Typed(typed) = input {
            lowering.locals.declare_parameter(&typed.pat, &typed.ty);
        }
    }
    let mut scope = Scope {
        kind: match &results {
            Some(_) => Kind::Named,
            None => Kind::Body,
        },
        output: Output::of(&function.sig.output),
        cursors: function.sig.inputs.iter().filter_map(mutable_reference).collect(),
        is_early_block: false,
    };
    let mut body = std::mem::take(&mut function.body.stmts);
    let written = body.clone();
    if let Some(results) = &results {
        results.prepare(&mut body);
        body.splice(0..0, results.declarations.iter().cloned());
    }
    let mut body = lowering.scope(&mut scope, body);
    if body == written {
        return None;
    }
    if let Some(results) = &results {
        results.end(&mut body);
    }
    let given_back = lowering.locals.leave(0);
    let given_back = given_back
        .into_iter()
        .filter(|local| local.needs_mut)
        .map(|local| local.ident);
    let again = lower::make_parameters_mutable(parameters(&mut function.sig), given_back.collect());
    body.splice(0..0, std::iter::once(options.runtime.import()).chain(again));
    function.body.stmts = body;
    Some(Expanded::Lowered(function.into_token_stream()))
}

/// Whether the body is left by `break` or `continue`, or by `?` though the function returns nothing that `?` gives.
fn is_refused_by_rustc(function: &Function) -> bool {
    let leaves = ways::find(&mut function.body.stmts.clone(), None);
    let question = leaves.question.is_some() && !leaves.question_in_macro;
    let plain = Output::of(&function.sig.output).is_plain();
    !leaves.jumps_in_macro && !leaves.jumps.is_empty() || plain && question
}

fn parameters(sig: &mut Signature) -> impl Iterator<Item = &mut Pat> {
    sig.inputs.iter_mut().filter_map(|input| match input {
        FnArg::Typed(typed) => Some(&mut *typed.pat),
        FnArg::Receiver(_) => None,
    })
}

/// The parameter's name, if it is written as a `&mut` reference: the closure around the rest takes it by value.
fn mutable_reference(input: &FnArg) -> Option<Ident> {
    match input {
        FnArg::Receiver(receiver) => {
            let by_mut = matches!(receiver.kind, ReceiverKind::Reference(_, _, Some(_)));
            by_mut.then(|| receiver.self_token.into())
        }
        FnArg::Typed(typed) => match (&*typed.pat, &*typed.ty) {
            (Pat::Ident(name), Type::Reference(reference)) if reference.mutability.is_some() => {
                Some(name.ident.clone())
            }
            _ => None,
        },
    }
}

/// The item with its deferred calls emptied, so that beside an error they don't cause another.
fn without_deferred_calls(item: TokenStream) -> TokenStream {
    // In front of a statement stands the end of another one, or nothing; elsewhere a value is wanted.
    let begins_statement = |before: Option<&TokenTree>| match before {
        None => true,
        Some(TokenTree::Punct(punct)) => matches!(punct.as_char(), ';' | ':' | '>'),
        Some(TokenTree::Group(_)) => true,
        Some(_) => false,
    };
    let tokens: Vec<TokenTree> = item.into_iter().collect();
    let mut emptied = TokenStream::new();
    for (at, token) in tokens.iter().enumerate() {
        let is_argument = at >= 2
            && matches!(&tokens[at - 2], TokenTree::Ident(name) if names::is_deferred(&name.clone().into()))
            && matches!(&tokens[at - 1], TokenTree::Punct(bang) if bang.as_char() == '!');
        emptied.extend(match token {
            TokenTree::Group(group) => {
                let inner = if is_argument && begins_statement(at.checked_sub(3).map(|before| &tokens[before])) {
                    quote_spanned!(group.span()=> @site)
                } else if is_argument {
                    quote_spanned!(group.span()=> @value)
                } else {
                    without_deferred_calls(group.stream())
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
