//! The type of what a function or closure returns, as the closures in it name it.

use crate::guesses;
use crate::syntax::foreign;
use crate::syntax::names;
use proc_macro2::{Span, TokenStream};
use quote::{ToTokens, quote_spanned};
use syn::visit::{self, Visit};
use syn::visit_mut::{self, VisitMut};
use syn::{Expr, ExprReturn, PathArguments, PathSegment, ReturnType, Stmt, Type, parse_quote_spanned};

#[derive(Clone)]
pub enum Returned {
    Unit,
    Named(Box<Type>),
    /// A closure without an annotation.
    Inferred,
}

impl Returned {
    pub fn of(output: &ReturnType) -> Self {
        match output {
            ReturnType::Default => Returned::Unit,
            ReturnType::Type(_, written) => Returned::of_type(written),
        }
    }

    fn of_type(written: &Type) -> Self {
        let mut written = written.clone();
        // `impl Trait` can't be written in a closure's return type.
        let inferred =
            |ty: &Type| matches!(ty, Type::ImplTrait(_)).then(|| parse_quote_spanned!(Span::mixed_site()=> _));
        Instead(inferred).visit_type_mut(&mut written);
        match &written {
            Type::Tuple(tuple) if tuple.elems.is_empty() => Returned::Unit,
            _ => Returned::Named(Box::new(written)),
        }
    }

    /// What a closure's own result says; one without an annotation is inferred.
    pub fn of_closure(output: &ReturnType) -> Self {
        match output {
            ReturnType::Default => Returned::Inferred,
            written => Returned::of(written),
        }
    }

    /// What an async block gives, where it begins by saying so or the value that it ends with does: `Ok::<_, Error>(…)`.
    pub fn of_async_block(body: &[Stmt]) -> Self {
        if let Some(declared) = foreign::declared_type(body) {
            return Returned::of_type(declared);
        }
        let named = match body.last() {
            Some(Stmt::Expr(Expr::Call(call), None)) => &*call.func,
            Some(Stmt::Expr(value, None)) => value,
            _ => return Returned::Inferred,
        };
        let last = match named {
            Expr::Path(named) => named.path.segments.last(),
            _ => None,
        };
        let Some(PathSegment {
            ident,
            arguments: PathArguments::AngleBracketed(arguments),
        }) = last
        else {
            return Returned::Inferred;
        };
        let here = Span::mixed_site();
        match (&*ident.to_string(), arguments.args.len()) {
            ("Ok" | "Err", 2) => Returned::Named(parse_quote_spanned!(here=> ::core::result::Result #arguments)),
            ("Some" | "None", 1) => Returned::Named(parse_quote_spanned!(here=> ::core::option::Option #arguments)),
            _ => Returned::Inferred,
        }
    }

    /// Whether the function never returns.
    pub fn is_never(&self) -> bool {
        matches!(self, Returned::Named(named) if matches!(**named, Type::Never(_)))
    }

    /// The same around other values, so that what can't be written of it doesn't matter.
    pub fn around_any_value(&self) -> Returned {
        let mut output = self.clone();
        if let Returned::Named(named) = &mut output {
            let unit = |ty: &Type| matches!(ty, Type::Infer(_)).then(|| parse_quote_spanned!(Span::mixed_site()=> ()));
            Instead(unit).visit_type_mut(named);
        }
        output
    }
}

impl ToTokens for Returned {
    fn to_tokens(&self, tokens: &mut TokenStream) {
        tokens.extend(match self {
            Returned::Unit => quote_spanned!(Span::mixed_site()=> ()),
            Returned::Named(named) => named.to_token_stream(),
            Returned::Inferred => quote_spanned!(Span::mixed_site()=> _),
        });
    }
}

/// Puts other types in the place of those for which it has one.
struct Instead(fn(&Type) -> Option<Type>);

impl VisitMut for Instead {
    fn visit_type_mut(&mut self, ty: &mut Type) {
        match (self.0)(ty) {
            Some(instead) => *ty = instead,
            None => visit_mut::visit_type_mut(self, ty),
        }
    }
}

/// Whether this is a number, a `bool` or a `char`.
pub fn is_primitive(ty: &Type) -> bool {
    matches!(ty, Type::Path(path) if guesses::is_primitive(&path.path))
}

/// Whether a body whose type isn't written gives nothing, as its end and its `return`s tell.
pub fn gives_nothing(body: &[Stmt]) -> bool {
    struct Returns(bool);
    impl<'a> Visit<'a> for Returns {
        fn visit_expr_return(&mut self, left: &'a ExprReturn) {
            self.0 |= left.expr.is_some();
            visit::visit_expr_return(self, left);
        }
        fn visit_macro(&mut self, call: &'a syn::Macro) {
            // That of deferred code ends that code.
            self.0 |= !names::is_deferred(&call.path) && names::mentions_word(&call.tokens, &["return"]);
        }
    }
    let has_end = match body.last() {
        Some(Stmt::Expr(Expr::ForLoop(_) | Expr::While(_), None)) => false,
        Some(Stmt::Expr(Expr::Tuple(unit), None)) => !unit.elems.is_empty(),
        Some(Stmt::Expr(_, None)) => true,
        Some(Stmt::Macro(call)) => call.semi_token.is_none() && !names::is_deferred(&call.mac.path),
        _ => false,
    };
    let mut returns = Returns(false);
    body.iter().for_each(|stmt| returns.visit_stmt(stmt));
    !has_end && !returns.0
}
