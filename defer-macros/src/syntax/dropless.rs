//! What has no destructor, as far as its type or how it is made tells: when that is dropped makes no difference. It is a guess, which is
//! checked in the expansion where the drop order would depend on it.

use crate::guesses;
use syn::{Expr, GenericArgument, PathArguments, Type};

/// Of a type like `Pin<&mut Self>`.
pub fn is_type(ty: &Type) -> bool {
    match ty {
        Type::Reference(_) => true,
        Type::Paren(paren) => is_type(&paren.elem),
        Type::Path(path) if path.qself.is_none() => path.path.segments.last().is_some_and(|last| {
            let PathArguments::AngleBracketed(arguments) = &last.arguments else {
                return false;
            };
            let is_reference = |argument: &GenericArgument| match argument {
                GenericArgument::Type(ty) => is_type(ty),
                _ => false,
            };
            guesses::only_wraps(&last.ident) && arguments.args.iter().all(is_reference)
        }),
        _ => false,
    }
}

/// Of a value like `self.project()`.
pub fn is_value(value: &Expr) -> bool {
    match value {
        Expr::MethodCall(call) => guesses::gives_references(&call.method.to_string()),
        Expr::Paren(paren) => is_value(&paren.expr),
        Expr::Unsafe(block) => match &*block.block.stmts {
            [syn::Stmt::Expr(value, None)] => is_value(value),
            _ => false,
        },
        _ => false,
    }
}
