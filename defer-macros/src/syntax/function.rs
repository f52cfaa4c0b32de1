//! A function with deferred calls: what of it holds them, and what its named results and parameters become (rule 1.1). One
//! without any comes out as it went in (rule 1.3).

use crate::diagnostics::Errors;
use crate::lower::colour::{Colour, Root};
use crate::lower::{self, Kind, Lowering, Scope};
use crate::syntax::facts::Facts;
use crate::syntax::foreign;
use crate::syntax::named;
use crate::syntax::names::{self, Names};
use crate::syntax::options::Options;
use crate::syntax::returned::{Returned, is_primitive};
use crate::syntax::tokens;
use crate::ways;
use proc_macro2::{Ident, Span, TokenStream};
use quote::{ToTokens, format_ident, quote};
use syn::spanned::Spanned;
use syn::{
    Attribute, Block, FnArg, Pat, ReceiverKind, ReturnType, Signature, Stmt, Token, Type, Visibility, parse::Parse,
    parse::ParseStream, parse_quote_spanned,
};

/// A function with a body, wherever it stands.
#[derive(Clone)]
pub struct Function {
    pub attrs: Vec<Attribute>,
    vis: Visibility,
    defaultness: Option<Token![default]>,
    pub sig: Signature,
    pub body: Block,
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

/// What becomes of a function with deferred calls.
pub enum Expanded {
    Lowered(TokenStream),
    /// It can't compile whatever the attribute does, and rustc says so best where it is left alone.
    RefusedByRustc(SureToFail),
}

/// Says that rustc can't help but refuse the body, at tokens that stay as they are (rule 1.6).
pub struct SureToFail {
    /// What makes sure of that, at the begin of the body.
    pub checks: Vec<Stmt>,
}

/// The body that holds a function's deferred calls.
struct Body<'f> {
    block: &'f mut Block,
    output: ReturnType,
    is_async: bool,
    colour: Colour,
    /// What it moves into its future.
    capture: Option<Token![move]>,
    /// The parameters that it moves there, in the order in which they are declared.
    parameters: Vec<Ident>,
}

/// The lowered function; nothing where it holds no deferred call and so stays as it is (rule 1.3).
pub fn with_defer(mut function: Function, facts: &Facts, options: &Options, errors: &mut Errors) -> Option<Expanded> {
    let Function { sig, body: block, .. } = &mut function;
    if let Some(keyword) = &sig.constness {
        errors.at(
            keyword,
            "a `const fn` can't hold deferred calls: remove `const`, or the deferred calls",
        );
        return None;
    }
    refuse_detaching(options, sig, errors);
    let mut body = match foreign::inner(sig, block) {
        Some(foreign::Inner { block, output }) => {
            foreign::flatten(&mut block.block);
            Body {
                colour: Colour::of(&block.block.to_token_stream(), true),
                block: &mut block.block,
                output,
                is_async: true,
                capture: block.capture,
                parameters: Vec::new(),
            }
        }
        None => {
            if let Some(result) = options.results.first()
                && foreign::is_elsewhere(block, &options.results)
            {
                let message = "all deferred calls of this function stand in async blocks, which have results of their \
                               own: if another attribute has made them, write `#[with_defer]` in front of it";
                errors.at(&result.name, message);
            }
            body_of(sig, block, options.detach.is_some())
        }
    };
    if let Some(sure) = refused_by_rustc(&body, facts) {
        return Some(Expanded::RefusedByRustc(sure));
    }
    let mut lowering = Lowering::new(options.runtime.clone(), errors);
    for input in &sig.inputs {
        match input {
            FnArg::Typed(typed) => lowering.locals.declare_parameter(&typed.pat, &typed.ty),
            FnArg::Receiver(_) => {}
        }
    }
    lower_body(&mut body, sig, facts, options, &mut lowering)?;
    let declared = lowering.locals.leave(0);
    let again = lower::make_parameters_mutable(parameters(sig), &declared);
    let only = lowering
        .only
        .iter()
        .filter_map(|name| options.runtime.import_only(name));
    let head = std::iter::once(options.runtime.import()).chain(only).chain(again);
    function.body.stmts.splice(0..0, head);
    Some(Expanded::Lowered(function.into_token_stream()))
}

/// A function's own body.
fn body_of<'f>(sig: &mut Signature, block: &'f mut Block, detaches: bool) -> Body<'f> {
    let output = sig.output.clone();
    let is_async = sig.asyncness.is_some();
    let block = match is_async || foreign::wrapped(block).is_none() {
        true => block,
        false => foreign::unwrapped(block),
    };
    let code = block.to_token_stream();
    let colour = Colour::of(&code, is_async);
    let parameters = match colour {
        Colour::Plain => None,
        Colour::Async => name_parameters(sig, &names::all_in(code), detaches),
    };
    Body {
        block,
        output,
        is_async,
        colour,
        capture: parameters.is_some().then(|| Token![move](Span::mixed_site())),
        parameters: parameters.unwrap_or_default(),
    }
}

/// Lowers the body; nothing where it holds no deferred call after all.
fn lower_body(
    body: &mut Body<'_>,
    sig: &Signature,
    facts: &Facts,
    options: &Options,
    lowering: &mut Lowering<'_>,
) -> Option<()> {
    let results = named::declare(
        &options.results,
        sig,
        &body.output,
        body.block,
        &options.runtime,
        lowering.errors,
    );
    lowering.named = results.as_ref().map(|results| results.value.clone());
    lowering.in_async = body.is_async;
    lowering.has_unsafe = facts.has_unsafe;
    if facts.has_macro_rules {
        lowering.macros = names::macros_defined_in(body.block.to_token_stream());
    }
    lowering.detaches = options.detach.is_some();
    let mut scope = Scope {
        kind: match &results {
            Some(_) => Kind::Named,
            None => Kind::Body,
        },
        output: Returned::of(&body.output),
        cursors: sig.inputs.iter().filter_map(mutable_reference).collect(),
        is_early_block: false,
        colour: body.colour,
        block: body.block.brace_token.span.join(),
    };
    let mut stmts = std::mem::take(&mut body.block.stmts);
    let sites = lowering.sites;
    if let Some(results) = &results {
        results.prepare(&mut stmts);
        stmts.splice(0..0, results.declarations.iter().cloned());
    }
    let mut stmts = lowering.scope(&mut scope, stmts);
    if results.is_none() && lowering.sites == sites {
        return None;
    }
    if let Some(results) = &results {
        results.end(&mut stmts);
    }
    if body.colour == Colour::Async {
        let root = Root {
            runtime: &lowering.runtime,
            output: &scope.output,
            capture: body.capture,
            parameters: std::mem::take(&mut body.parameters),
            spawner: options.detach.as_ref().map(|detach| &detach.spawn),
            block: scope.block,
        };
        stmts = root.enclose(stmts);
    }
    body.block.stmts = stmts;
    Some(())
}

/// The parameters of an async function that are moved into the future of its body, which drops them in their order;
/// nothing where a pattern leaves parts of one behind, or rustc is to warn of one, so that they all stay where they are.
fn name_parameters(sig: &mut Signature, used: &Names, detaches: bool) -> Option<Vec<Ident>> {
    let mut parameters = Vec::new();
    for (at, input) in sig.inputs.iter_mut().enumerate() {
        let pat = match input {
            FnArg::Receiver(receiver) => {
                parameters.push(receiver.self_token.into());
                continue;
            }
            FnArg::Typed(typed) => &mut *typed.pat,
        };
        if let Pat::Wild(unused) = pat {
            let name = format_ident!("_unused{at}", span = Span::mixed_site().located_at(unused.span()));
            *pat = parse_quote_spanned!(name.span()=> #name);
        }
        let bound = names::bound_by(pat).into_iter().map(|bound| &bound.ident);
        let (moved, unused) = bound.partition::<Vec<_>, _>(|name| {
            let name = names::name_of(name);
            used.contains(&name) || name.starts_with('_')
        });
        if (!matches!(pat, Pat::Ident(_)) || !unused.is_empty()) && !detaches {
            return None;
        }
        parameters.extend(moved.into_iter().cloned());
    }
    Some(parameters)
}

/// What is handed to a spawner lives on after its caller (rule 8.4).
fn refuse_detaching(options: &Options, sig: &Signature, errors: &mut Errors) {
    let Some(detach) = &options.detach else { return };
    if sig.asyncness.is_none() {
        return errors.at(
            &detach.option,
            "`detach` is for an `async fn`: remove it, or make the function `async`",
        );
    }
    for input in &sig.inputs {
        let (argument, borrows) = match input {
            FnArg::Receiver(receiver) => match &receiver.kind {
                ReceiverKind::Reference(..) => (receiver.to_token_stream(), true),
                ReceiverKind::Typed(_, ty) => (receiver.to_token_stream(), foreign::borrows(ty)),
                _ => continue,
            },
            FnArg::Typed(typed) => (typed.to_token_stream(), foreign::borrows(&typed.ty)),
        };
        if borrows {
            errors.at(
                argument,
                "this argument borrows, but with `detach` deferred calls may run after the caller has gone: take it by \
                 value, for instance in an `Arc`",
            );
        }
    }
}

/// Whether the body is left by `break` or `continue`, or by `?` though the function returns nothing that `?` gives. What
/// another attribute may take away, or a macro, decides nothing.
fn refused_by_rustc(body: &Body<'_>, facts: &Facts) -> Option<SureToFail> {
    let may_fail = facts.has_jumps || facts.has_question && Returned::of(&body.output).is_plain();
    if !may_fail || facts.has_attributes && tokens::has_attribute(&body.block.to_token_stream()) {
        return None;
    }
    let leaves = ways::find(&mut body.block.stmts.clone(), None);
    if !leaves.jumps.is_empty() {
        return Some(SureToFail { checks: Vec::new() });
    }
    let question = leaves.question.filter(|_| !leaves.question_in_macro)?;
    // A crate can give `()` what `?` asks for. A constant that panics is refused where all else compiles, and only there.
    let fails = parse_quote_spanned! {question=>
        const { ::core::assert!(false, "`#[with_defer]` takes it that this `?` can't compile") }
    };
    match Returned::of(&body.output) {
        Returned::Unit => Some(SureToFail { checks: vec![fails] }),
        Returned::Named(named) if is_primitive(&named) => {
            // A type may have the name of a primitive one.
            let is_primitive = parse_quote_spanned! {named.span()=>
                const _: fn(#named) -> ::core::primitive::#named = |same| same;
            };
            Some(SureToFail {
                checks: vec![is_primitive, fails],
            })
        }
        _ => None,
    }
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
