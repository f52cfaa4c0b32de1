//! Functions whose body stands in an async block: what `#[async_trait]`, `#[tokio::main]` and `#[instrument]` make of an
//! `async fn` if theirs is the attribute in front; and in a block or closure, which `#[instrument]` makes of another.

use crate::syntax::names;
use crate::syntax::options::NamedResult;
use quote::ToTokens;
use syn::visit::{self, Visit};
use syn::{
    Block, Expr, ExprAsync, GenericArgument, Pat, PathArguments, PathSegment, ReturnType, Signature, Stmt, Type,
    TypeParamBound,
};

/// The async block that is the body of such a function, and what its future gives.
pub struct Inner<'f> {
    pub block: &'f mut ExprAsync,
    pub output: ReturnType,
}

/// Finds it, if all the deferred calls stand in there.
pub fn inner<'f>(sig: &Signature, body: &'f mut Block, calls: usize) -> Option<Inner<'f>> {
    find(sig, body).filter(|inner| holds_all(&inner.block.block, calls))
}

/// Whether so many deferred calls stand in the block, which are all that there are.
fn holds_all(block: &Block, calls: usize) -> bool {
    names::deferred_calls(block.to_token_stream(), calls) == calls
}

fn find<'f>(sig: &Signature, body: &'f mut Block) -> Option<Inner<'f>> {
    let of = |block: &'f mut ExprAsync| Inner {
        block,
        output: sig.output.clone(),
    };
    if sig.asyncness.is_some() {
        return body.stmts.iter_mut().find_map(typed_in).map(of);
    }
    if let ReturnType::Type(arrow, ty) = &sig.output
        && let Some(given) = output_in(ty)
    {
        let Some(Stmt::Expr(made, None)) = body.stmts.last_mut() else {
            return None;
        };
        let output = ReturnType::Type(*arrow, Box::new(given.clone()));
        let block = made_from(made)?;
        return Some(Inner { block, output });
    }
    // `let body = async { … };`, and a `block_on` behind it.
    let (Stmt::Local(local), behind) = body.stmts.split_first_mut()? else {
        return None;
    };
    let blocks_on = |stmt: &Stmt| names::mentions_word(&stmt.to_token_stream(), &["block_on"]);
    match &mut *local.init.as_mut()?.expr {
        Expr::Async(block) if behind.iter().any(blocks_on) => Some(of(block)),
        _ => None,
    }
}

/// The async block in a statement that begins by saying what it gives.
fn typed_in(stmt: &mut Stmt) -> Option<&mut ExprAsync> {
    match stmt {
        Stmt::Local(local) => typed_in_expr(&mut local.init.as_mut()?.expr),
        Stmt::Expr(expr, _) => typed_in_expr(expr),
        _ => None,
    }
}

fn typed_in_expr(expr: &mut Expr) -> Option<&mut ExprAsync> {
    match expr {
        Expr::Async(block) => match declared_type(&block.block.stmts) {
            Some(_) => Some(block),
            None => block.block.stmts.iter_mut().find_map(typed_in),
        },
        Expr::Match(choice) => typed_in_expr(&mut choice.expr),
        Expr::Await(wait) => typed_in_expr(&mut wait.base),
        _ => None,
    }
}

/// Finds the block that is the body of a function that isn't async, if another attribute has put it into one, or into a
/// closure that is called on the spot, and all the deferred calls stand in there.
pub fn wrapped(body: &mut Block, calls: usize) -> Option<&mut Block> {
    wrapped_in(body).filter(|block| holds_all(block, calls))
}

fn wrapped_in(block: &mut Block) -> Option<&mut Block> {
    if declared_type(&block.stmts).is_some() {
        return Some(block);
    }
    block.stmts.iter_mut().rev().find_map(|stmt| match stmt {
        Stmt::Local(local) => wrapped_in_expr(&mut local.init.as_mut()?.expr),
        Stmt::Expr(value, None) => wrapped_in_expr(value),
        _ => None,
    })
}

fn wrapped_in_expr(expr: &mut Expr) -> Option<&mut Block> {
    match expr {
        Expr::Block(block) => wrapped_in(&mut block.block),
        Expr::Match(choice) => wrapped_in_expr(&mut choice.expr),
        Expr::Call(call) if call.args.is_empty() => {
            let Expr::Paren(called) = &mut *call.func else {
                return None;
            };
            let Expr::Closure(closure) = &mut *called.expr else {
                return None;
            };
            wrapped_in_expr(&mut closure.body)
        }
        _ => None,
    }
}

/// What an async block gives, where it begins by saying so with a `return` that is never reached:
/// `if let Some(value) = None::<T> { return value; }`, `if false { let value: T = loop {}; return value; }`.
pub fn declared_type(body: &[Stmt]) -> Option<&Type> {
    let Some(Stmt::Expr(Expr::If(never), _)) = body.first() else {
        return None;
    };
    match &*never.cond {
        Expr::Let(condition) => {
            let Expr::Path(none) = &*condition.expr else {
                return None;
            };
            type_in(none.path.segments.last()?)
        }
        Expr::Lit(_) => match never.then_branch.stmts.first()? {
            Stmt::Local(syn::Local {
                pat: Pat::Type(value), ..
            }) => Some(&value.ty),
            _ => None,
        },
        _ => None,
    }
}

/// The arguments between `<` and `>`.
fn arguments_of(segment: &PathSegment) -> impl Iterator<Item = &GenericArgument> {
    let arguments = match &segment.arguments {
        PathArguments::AngleBracketed(arguments) => Some(&arguments.args),
        _ => None,
    };
    arguments.into_iter().flatten()
}

/// The first type among them.
fn type_in(segment: &PathSegment) -> Option<&Type> {
    arguments_of(segment).find_map(|argument| match argument {
        GenericArgument::Type(ty) => Some(ty),
        _ => None,
    })
}

/// Whether all the deferred calls stand in async blocks, and some in one that has a copy of a result of its own.
pub fn is_elsewhere(body: &Block, results: &[NamedResult], calls: usize) -> bool {
    #[derive(Default)]
    struct Blocks<'a>(Vec<&'a ExprAsync>);
    impl<'a> Visit<'a> for Blocks<'a> {
        fn visit_expr_async(&mut self, block: &'a ExprAsync) {
            self.0.push(block);
        }
    }
    let mut blocks = Blocks::default();
    blocks.visit_block(body);
    let copies_result = |block: &&ExprAsync| {
        let names = names::all_in(block.to_token_stream());
        block.capture.is_some()
            && results
                .iter()
                .any(|result| names.contains(&names::name_of(&result.name)))
    };
    let held = |block: &&ExprAsync| names::deferred_calls(block.to_token_stream(), calls);
    blocks.0.iter().any(copies_result) && blocks.0.iter().map(held).sum::<usize>() == calls
}

/// What the future gives of this type: `impl Future<Output = T>`, `Pin<Box<dyn Future<Output = T>>>`, `BoxFuture<'_, T>`.
fn output_in(ty: &Type) -> Option<&Type> {
    match ty {
        Type::Path(path) => {
            let last = path.path.segments.last()?;
            match &*last.ident.to_string() {
                "BoxFuture" | "LocalBoxFuture" => type_in(last),
                "Pin" | "Box" => type_in(last).and_then(output_in),
                _ => None,
            }
        }
        Type::ImplTrait(opaque) => opaque.bounds.iter().find_map(output_of_bound),
        Type::TraitObject(object) => object.bounds.iter().find_map(output_of_bound),
        _ => None,
    }
}

fn output_of_bound(bound: &TypeParamBound) -> Option<&Type> {
    let TypeParamBound::Trait(bound) = bound else {
        return None;
    };
    let last = bound.path.segments.last().filter(|last| last.ident == "Future")?;
    arguments_of(last).find_map(|argument| match argument {
        GenericArgument::AssocType(given) if given.ident == "Output" => Some(&given.ty),
        _ => None,
    })
}

/// The async block in `async { … }`, `Box::pin(async { … })`, `(async { … }).boxed()`.
fn made_from(made: &mut Expr) -> Option<&mut ExprAsync> {
    match made {
        Expr::Async(block) => Some(block),
        Expr::Paren(paren) => made_from(&mut paren.expr),
        Expr::MethodCall(call) if call.args.is_empty() => made_from(&mut call.receiver),
        Expr::Call(call) if call.args.len() == 1 => {
            let is_pin = matches!(
                &*call.func,
                Expr::Path(path) if path.path.segments.last().is_some_and(|last| last.ident == "pin")
            );
            is_pin.then(|| call.args.first_mut().and_then(made_from)).flatten()
        }
        _ => None,
    }
}

/// Takes the body of the user's function out of the block that another attribute put it into, so that its scope is that
/// of the future: `let value: T = { … }; value` or `{ … }` where `T` is declared, `let _: () = { … };`.
pub fn flatten(block: &mut Block) {
    let is_name = |stmt: &Stmt| matches!(stmt, Stmt::Expr(Expr::Path(path), None) if path.path.get_ident().is_some());
    let written = |ty: &Type| ty.to_token_stream().to_string();
    let declared = declared_type(&block.stmts).map(written);
    let is_declared = declared.is_some();
    let at = match &*block.stmts {
        [.., Stmt::Local(_), value] if is_name(value) && is_declared => block.stmts.len() - 2,
        [.., _] => block.stmts.len() - 1,
        [] => return,
    };
    let body = match &mut block.stmts[at] {
        Stmt::Local(syn::Local {
            pat: Pat::Type(typed),
            init: Some(init),
            ..
        }) if init.diverge.is_none()
            && (declared == Some(written(&typed.ty)) || matches!(&*typed.pat, Pat::Wild(_))) =>
        {
            &mut *init.expr
        }
        Stmt::Expr(value, None) if is_declared => value,
        _ => return,
    };
    let body = match body {
        Expr::Block(body) if body.label.is_none() && body.attrs.is_empty() => std::mem::take(&mut body.block.stmts),
        _ => return,
    };
    block.stmts.truncate(at);
    block.stmts.extend(body);
}

/// Whether the type says that it borrows for less than `'static`.
pub fn borrows(ty: &Type) -> bool {
    struct Borrows(bool);
    impl<'a> Visit<'a> for Borrows {
        fn visit_type_reference(&mut self, reference: &'a syn::TypeReference) {
            self.0 |= reference.lifetime.is_none();
            visit::visit_type_reference(self, reference);
        }
        fn visit_lifetime(&mut self, lifetime: &'a syn::Lifetime) {
            self.0 |= lifetime.ident != "static";
        }
        // What a function takes or gives is not held by it.
        fn visit_type_fn_ptr(&mut self, _: &'a syn::TypeFnPtr) {}
        fn visit_parenthesized_generic_arguments(&mut self, _: &'a syn::ParenthesizedGenericArguments) {}
    }
    let mut borrows = Borrows(false);
    borrows.visit_type(ty);
    borrows.0
}
