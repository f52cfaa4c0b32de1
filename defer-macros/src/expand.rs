//! A function with deferred calls, from what is written to what is emitted: resolved, planned, checked, printed.

use crate::check::check;
use crate::check::sight::needs_std;
use crate::diagnostics::Errors;
use crate::emit::{Emit, Printed};
use crate::ids::Id;
use crate::plan::data::Plan;
use crate::plan::plan;
use crate::resolve::facts::{Facts, LocalId, ReturnedShape};
use crate::resolve::source::Source;
use crate::resolve::{Resolved, Written, resolve, shape_of};
use crate::syntax::coverage::Extent;
use crate::syntax::foreign;
use crate::syntax::function::Function;
use crate::syntax::glance::Glance;
use crate::syntax::named::{self, Results};
use crate::syntax::names::{self, Names};
use crate::syntax::options::Options;
use crate::syntax::parameters::{Parameter, name_alone};
use crate::syntax::returned::{Returned, is_primitive};
use crate::syntax::returned_tail;
use crate::syntax::tokens;
use proc_macro2::{Ident, Span, TokenStream};
use quote::ToTokens;
use syn::spanned::Spanned;
use syn::{Block, Expr, FnArg, PatIdent, ReceiverKind, ReturnType, Signature, Stmt, Token, parse_quote_spanned};

/// What becomes of a function with deferred calls.
pub enum Expanded {
    Lowered(TokenStream),
    /// It can't compile whatever the attribute does, and rustc says so best at tokens that stay as they are (rule 1.6). These
    /// make sure of that, at the begin of the body.
    RefusedByRustc(Vec<Stmt>),
}

/// The body that holds a function's deferred calls.
struct Body<'f> {
    block: &'f mut Block,
    output: ReturnType,
    is_async: bool,
    future: Future,
}

/// The future that an async body is put into where its deferred calls can be cancelled.
enum Future {
    /// It is that of the function, whose parameters go along.
    OfFunction,
    /// Another attribute has made it already.
    OfBlock(Option<Token![move]>),
}

/// The expanded function; nothing where it holds no deferred call and so stays as it is (rule 1.3).
pub fn with_defer(mut function: Function, glance: &Glance, options: &Options, errors: &mut Errors) -> Option<Expanded> {
    let Function { sig, body: block, .. } = &mut function;
    if let Some(keyword) = &sig.constness {
        errors.at(
            keyword,
            "a `const fn` can't hold deferred calls: remove `const`, or the deferred calls",
        );
        return None;
    }
    refuse_detaching(options, sig, errors);
    let mut body = body_of(sig, block, glance, options, errors);
    let planned = match planned(&mut body, sig, glance, options, errors)? {
        Ok(planned) => planned,
        Err(checks) => return Some(Expanded::RefusedByRustc(checks)),
    };
    let head = emit(body, sig, options, &planned);
    function.body.stmts.splice(0..0, head);
    Some(Expanded::Lowered(function.into_token_stream()))
}

/// The body of a function: its own, or the block that another attribute has put that into.
fn body_of<'f>(
    sig: &Signature,
    block: &'f mut Block,
    glance: &Glance,
    options: &Options,
    errors: &mut Errors,
) -> Body<'f> {
    let calls = glance.deferred.len();
    if foreign::inner(sig, block, calls).is_some() {
        let foreign::Inner { block, output } = foreign::inner(sig, block, calls).expect("it has been found");
        foreign::flatten(&mut block.block);
        return Body {
            block: &mut block.block,
            output,
            is_async: true,
            future: Future::OfBlock(block.capture),
        };
    }
    if let Some(result) = options.results.first()
        && foreign::is_elsewhere(block, &options.results, calls)
    {
        let message = "all deferred calls of this function stand in async blocks, which have results of their own: if \
                       another attribute has made them, write `#[with_defer]` in front of it";
        errors.at(&result.name, message);
    }
    let is_async = sig.asyncness.is_some();
    Body {
        block: match is_async || foreign::wrapped(block, calls).is_none() {
            true => block,
            false => {
                let block = foreign::wrapped(block, calls).expect("it has been found");
                foreign::flatten(block);
                block
            }
        },
        output: sig.output.clone(),
        is_async,
        future: Future::OfFunction,
    }
}

/// A body with what becomes of it.
struct Planned {
    /// The result as an expression, where it is named.
    result: Option<Expr>,
    /// The names in it, where it is that of an async function.
    names: Names,
    facts: Facts,
    source: Source,
    plan: Plan,
}

/// Resolves, plans and checks the body, whose statements are taken; nothing where it holds no deferred call after all. `Err` holds
/// what makes sure that rustc refuses it.
fn planned(
    body: &mut Body<'_>,
    sig: &Signature,
    glance: &Glance,
    options: &Options,
    errors: &mut Errors,
) -> Option<Result<Planned, Vec<Stmt>>> {
    let returned = Returned::of(&body.output);
    let known = errors.clone();
    // What another attribute may take away decides nothing.
    let gives_nothing = matches!(shape_of(&returned), ReturnedShape::Unit | ReturnedShape::Primitive);
    let may_be_refused = (glance.has_jumps || glance.has_question && gives_nothing)
        && !(glance.has_attributes && tokens::has_attribute(&body.block.to_token_stream()));
    let results = named::declare(options, sig, &body.output, body.block, errors);
    let code = (body.is_async || glance.has_macro_rules).then(|| body.block.to_token_stream());
    let code = code.unwrap_or_default();
    let mut stmts = std::mem::take(&mut body.block.stmts);
    let (result, declared) = match results {
        Some(Results { declarations, value }) => {
            returned_tail::return_tail(&mut stmts);
            let declared = declarations.len();
            stmts.splice(0..0, declarations);
            (Some(value), declared)
        }
        None => (None, 0),
    };
    let written = Written {
        runtime: &options.runtime,
        inputs: &sig.inputs,
        generics: &sig.generics,
        returned,
        is_async: body.is_async,
        results: declared,
        detaches: options.detach.is_some(),
        has_block_scopes: options.has_block_scopes,
        has_unsafe: glance.has_unsafe,
        macros: match glance.has_macro_rules {
            true => names::macros_defined_in(code.clone()),
            false => Default::default(),
        },
        extent: Extent::of(&body.block.brace_token.span),
    };
    let Resolved { facts, mut source } = resolve(stmts, &written, errors);
    if may_be_refused && let Some(checks) = refused_by_rustc(&facts, &source, &written.returned) {
        *errors = known;
        return Some(Err(checks));
    }
    if result.is_none() && facts.sites.len() == 0 {
        return None;
    }
    let mut plan = plan(&facts);
    plan.only.extend(needs_std(&facts));
    source.cut_tails(&facts, |exit| !plan.exits[exit.beside()].behind.is_empty());
    check(&facts, &source, &plan, errors);
    Some(Ok(Planned {
        result,
        names: names::all_in(code),
        facts,
        source,
        plan,
    }))
}

/// Puts what becomes of the body into it, and gives what stands at the head of the function.
fn emit(body: Body<'_>, sig: &mut Signature, options: &Options, planned: &Planned) -> Vec<Stmt> {
    let Planned {
        result,
        names,
        facts,
        source,
        plan,
    } = planned;
    let runtime = &options.runtime;
    let stay = match body.future {
        Future::OfFunction => staying(sig, source, plan),
        Future::OfBlock(_) => Vec::new(),
    };
    let (capture, mut parameters) = moved_into_future(body.future, sig, names, options, plan);
    let moves_parameters = !parameters.is_empty();
    parameters.retain(|name| !stay.iter().any(|local| source.local(*local) == name));
    let printed = Printed {
        runtime,
        result: result.as_ref(),
        capture: capture.filter(|_| stay.is_empty()),
        parameters,
        stay,
        spawner: options.detach.as_ref().map(|detach| &detach.spawn),
    };
    let emit = Emit::of(facts, source, plan, &printed);
    emit.make_receiver_mutable(sig);
    let again = emit.bind_parameters(Parameter::of_function(sig), &printed.parameters);
    // What goes along is bound again where it has gone.
    let (outside, inside) = match moves_parameters {
        true => (TokenStream::new(), again),
        false => (again, TokenStream::new()),
    };
    body.block.stmts = vec![Stmt::Expr(Expr::Verbatim(emit.body(inside)), None)];
    let again = Stmt::Expr(Expr::Verbatim(outside), None);
    let only = plan.only.iter().filter_map(|name| runtime.import_only(name));
    std::iter::once(runtime.import()).chain(only).chain([again]).collect()
}

/// The plan of a function in words.
#[cfg(test)]
pub fn plan_of(mut function: Function, glance: &Glance, options: &Options) -> String {
    let Function { sig, body: block, .. } = &mut function;
    let mut errors = Errors::default();
    let mut body = body_of(sig, block, glance, options, &mut errors);
    match planned(&mut body, sig, glance, options, &mut errors) {
        Some(Ok(Planned { facts, plan, .. })) => {
            let (facts, plan) = (&facts, &plan);
            crate::plan::print::Words { facts, plan }.to_string()
        }
        _ => String::new(),
    }
}

/// What an async body moves into the future that can be cancelled, if it is put into one.
fn moved_into_future(
    future: Future,
    sig: &mut Signature,
    names: &Names,
    options: &Options,
    plan: &Plan,
) -> (Option<Token![move]>, Vec<Ident>) {
    let is_cancellable = |scope| plan.scopes[scope].is_cancellable;
    match future {
        Future::OfBlock(capture) => (capture, Vec::new()),
        Future::OfFunction if !plan.scopes.ids().next().is_some_and(is_cancellable) => (None, Vec::new()),
        Future::OfFunction => {
            let parameters = parameters_along(sig, names, options.detach.is_some());
            (Some(Token![move](Span::mixed_site())), parameters)
        }
    }
}

/// The parameters of an async function that are moved into the future of its body, which drops them in their order.
fn parameters_along(sig: &mut Signature, used: &Names, detaches: bool) -> Vec<Ident> {
    let receiver = sig.receiver().map(|receiver| receiver.self_token.into());
    let goes_along = |name: &Ident| {
        let called = names::name_of(name);
        !detaches || used.contains(&called) || called.starts_with('_')
    };
    let parameters = Parameter::of_function(sig);
    let along = parameters.iter().map(Parameter::name).filter(goes_along);
    receiver.into_iter().chain(along).collect()
}

/// The parameters that the body's future borrows. One without a name goes along, and so do all behind it.
fn staying(sig: &mut Signature, source: &Source, plan: &Plan) -> Vec<LocalId> {
    let parameters = Parameter::of_function(sig);
    let named = parameters.iter().map_while(|parameter| name_alone(parameter.pat));
    let stays = |alone: &PatIdent| plan.stay.iter().find(|local| *source.local(**local) == alone.ident);
    named.filter_map(stays).copied().collect()
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

/// Finds what leaves the body by `break` or `continue`, or by `?` though the function returns nothing that `?` gives. A macro
/// may take it away, and a result's first value and a deferred call are not left to rustc.
fn refused_by_rustc(facts: &Facts, source: &Source, returned: &Returned) -> Option<Vec<Stmt>> {
    let body = Id::of(0);
    let first = facts.blocks[body].steps.iter().take(facts.results.len());
    let sites = facts.sites.iter().map(|(_, site)| facts.step_of(site));
    let elsewhere: Vec<_> = first.chain(sites).map(|step| &step.span).collect();
    let is_own = |at| !elsewhere.iter().any(|span| span.contains(at));
    if facts.stray_jumps.iter().any(is_own) {
        return Some(Vec::new());
    }
    let question = facts.questions.iter().position(|question| {
        !question.in_macro && facts.function_of(question.scope).place() == 0 && is_own(&question.at)
    })?;
    // A crate can give `()` what `?` asks for. A constant that panics is refused where all else compiles, and only there.
    let fails = parse_quote_spanned! {source.questions[question]=>
        const { ::core::assert!(false, "`#[with_defer]` takes it that this `?` can't compile") }
    };
    match returned {
        Returned::Unit => Some(vec![fails]),
        Returned::Named(named) if is_primitive(named) => {
            // A type may have the name of a primitive one.
            let is_primitive = parse_quote_spanned! {named.span()=>
                const _: fn(#named) -> ::core::primitive::#named = |same| same;
            };
            Some(vec![is_primitive, fails])
        }
        _ => None,
    }
}
