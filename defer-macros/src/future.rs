//! Functions that return a future which they write as an async block: what `#[async_trait]` and the like make of an
//! `async fn` whose attribute comes after theirs.

use crate::names;
use quote::ToTokens;
use syn::{Block, Expr, ExprAsync, Pat, ReturnType, Signature, Stmt, Type, TypeParamBound};

/// The async block that is the body of such a function, and what its future gives.
pub struct Returned<'f> {
    pub block: &'f mut ExprAsync,
    pub output: ReturnType,
}

/// Finds it, if all deferred calls stand in there.
pub fn returned<'f>(sig: &Signature, body: &'f mut Block) -> Option<Returned<'f>> {
    let (last, before) = body.stmts.split_last_mut()?;
    let holds_deferred_call = |stmt: &Stmt| names::mentions_deferred_call(&stmt.to_token_stream());
    if let Some(output) = output_of_future(&sig.output) {
        let Stmt::Expr(made, None) = last else { return None };
        let block = made_from(made)?;
        return (!before.iter().any(holds_deferred_call)).then_some(Returned { block, output });
    }
    // `let body = async { … };`, and then it is blocked on: `#[tokio::main]`.
    let blocks_on = names::mentions_word(&last.to_token_stream(), &["block_on"]);
    let (first, between) = before.split_first_mut()?;
    let others = between.iter().chain([&*last]).any(holds_deferred_call);
    match first {
        Stmt::Local(local) if blocks_on && !others && matches!(&local.pat, Pat::Ident(_)) => {
            match &mut *local.init.as_mut()?.expr {
                Expr::Async(block) => Some(Returned {
                    block,
                    output: sig.output.clone(),
                }),
                _ => None,
            }
        }
        _ => None,
    }
}

/// What the future gives that a function returns: `impl Future<Output = T>`, `Pin<Box<dyn Future<Output = T>>>`,
/// `BoxFuture<'_, T>`.
fn output_of_future(output: &ReturnType) -> Option<ReturnType> {
    let ReturnType::Type(arrow, ty) = output else {
        return None;
    };
    let given = output_in(ty)?;
    Some(ReturnType::Type(*arrow, Box::new(given.clone())))
}

fn output_in(ty: &Type) -> Option<&Type> {
    match ty {
        Type::Path(path) => {
            let last = path.path.segments.last()?;
            let syn::PathArguments::AngleBracketed(arguments) = &last.arguments else {
                return None;
            };
            let mut types = arguments.args.iter().filter_map(|argument| match argument {
                syn::GenericArgument::Type(ty) => Some(ty),
                _ => None,
            });
            match &*last.ident.to_string() {
                "BoxFuture" | "LocalBoxFuture" => types.next(),
                "Pin" | "Box" => types.next().and_then(output_in),
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
    let syn::PathArguments::AngleBracketed(arguments) = &last.arguments else {
        return None;
    };
    arguments.args.iter().find_map(|argument| match argument {
        syn::GenericArgument::AssocType(given) if given.ident == "Output" => Some(&given.ty),
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

/// Takes the body of the user's function out of the block that `#[async_trait]` put it into, so that its scope is that
/// of the future: `let value: T = { … }; value`.
pub fn flatten(block: &mut Block) {
    let is_name = |stmt: &Stmt| matches!(stmt, Stmt::Expr(Expr::Path(path), None) if path.path.get_ident().is_some());
    let at = match &*block.stmts {
        [.., Stmt::Local(_), value] if is_name(value) => block.stmts.len() - 2,
        [.., Stmt::Local(_)] => block.stmts.len() - 1,
        _ => return,
    };
    let Stmt::Local(local) = &mut block.stmts[at] else {
        return;
    };
    let is_typed = matches!(&local.pat, Pat::Type(_));
    let body = match &mut local.init {
        Some(init) if is_typed && init.diverge.is_none() => match &mut *init.expr {
            Expr::Block(body) if body.label.is_none() && body.attrs.is_empty() => &mut body.block,
            _ => return,
        },
        _ => return,
    };
    let body = std::mem::take(&mut body.stmts);
    block.stmts.truncate(at);
    block.stmts.extend(body);
}

/// Whether the type says that it borrows for less than `'static`.
pub fn borrows(ty: &Type) -> bool {
    use syn::visit::Visit;
    struct Borrows(bool);
    impl<'a> Visit<'a> for Borrows {
        fn visit_type_reference(&mut self, reference: &'a syn::TypeReference) {
            self.0 |= reference.lifetime.is_none();
            syn::visit::visit_type_reference(self, reference);
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
