//! The type of what a function or closure returns, as the closures in it name it.

use crate::future;
use crate::guesses;
use proc_macro2::{Span, TokenStream};
use quote::{ToTokens, quote_spanned};
use syn::visit_mut::{self, VisitMut};
use syn::{Expr, PathArguments, PathSegment, ReturnType, Stmt, Type, parse_quote_spanned};

#[derive(Clone)]
pub enum Output {
    Unit,
    Named(Box<Type>),
    /// A closure without an annotation.
    Inferred,
}

/// A family of types that `?` or a hidden `return` may leave a function with.
#[derive(Clone, Copy, PartialEq, Debug)]
pub enum Family {
    Result,
    Poll,
    Other,
}

impl Output {
    pub fn of(output: &ReturnType) -> Self {
        match output {
            ReturnType::Default => Output::Unit,
            ReturnType::Type(_, written) => Output::of_type(written),
        }
    }

    fn of_type(written: &Type) -> Self {
        let mut written = written.clone();
        OpaqueToInferred.visit_type_mut(&mut written);
        match &written {
            Type::Tuple(tuple) if tuple.elems.is_empty() => Output::Unit,
            _ => Output::Named(Box::new(written)),
        }
    }

    /// What a closure's own result says; one without an annotation is inferred.
    pub fn of_closure(output: &ReturnType) -> Self {
        match output {
            ReturnType::Default => Output::Inferred,
            written => Output::of(written),
        }
    }

    /// What an async block gives, where it begins by saying so or the value that it ends with does: `Ok::<_, Error>(…)`.
    pub fn of_async_block(body: &[Stmt]) -> Self {
        if let Some(declared) = future::declared_type(body) {
            return Output::of_type(declared);
        }
        let named = match body.last() {
            Some(Stmt::Expr(Expr::Call(call), None)) => &*call.func,
            Some(Stmt::Expr(value, None)) => value,
            _ => return Output::Inferred,
        };
        let Expr::Path(named) = named else {
            return Output::Inferred;
        };
        let Some(PathSegment {
            ident,
            arguments: PathArguments::AngleBracketed(arguments),
        }) = named.path.segments.last()
        else {
            return Output::Inferred;
        };
        let here = Span::mixed_site();
        match (ident.to_string().as_str(), arguments.args.len()) {
            ("Ok" | "Err", 2) => Output::Named(parse_quote_spanned!(here=> ::core::result::Result #arguments)),
            ("Some" | "None", 1) => Output::Named(parse_quote_spanned!(here=> ::core::option::Option #arguments)),
            _ => Output::Inferred,
        }
    }

    pub fn family(&self) -> Family {
        let Output::Named(named) = self else {
            return Family::Other;
        };
        let Type::Path(path) = &**named else {
            return Family::Other;
        };
        match path.path.segments.last() {
            Some(last) if last.ident == "Poll" => Family::Poll,
            Some(last)
                if ["Result", "Option", "ControlFlow"]
                    .iter()
                    .any(|name| last.ident == name) =>
            {
                Family::Result
            }
            _ => Family::Other,
        }
    }

    /// Whether it is `()` or a primitive, which no `?` leaves a function with.
    pub fn is_plain(&self) -> bool {
        match self {
            Output::Unit => true,
            Output::Inferred => false,
            Output::Named(named) => is_primitive(named),
        }
    }

    /// Whether a value of it may hold a borrow, as far as can be told.
    pub fn may_borrow(&self) -> bool {
        !self.is_plain()
    }

    /// Whether the function never returns.
    pub fn is_never(&self) -> bool {
        matches!(self, Output::Named(named) if matches!(**named, Type::Never(_)))
    }

    /// The same around other values, so that what can't be written of it doesn't matter.
    pub fn around_any_value(&self) -> Output {
        let mut output = self.clone();
        if let Output::Named(named) = &mut output {
            InferredToUnit.visit_type_mut(named);
        }
        output
    }

    /// What is written of it where a closure returns it.
    pub fn written(&self) -> Option<TokenStream> {
        match self {
            Output::Inferred => None,
            written => Some(written.to_token_stream()),
        }
    }
}

impl ToTokens for Output {
    fn to_tokens(&self, tokens: &mut TokenStream) {
        tokens.extend(match self {
            Output::Unit => quote_spanned!(Span::mixed_site()=> ()),
            Output::Named(named) => named.to_token_stream(),
            Output::Inferred => quote_spanned!(Span::mixed_site()=> _),
        });
    }
}

struct InferredToUnit;

impl VisitMut for InferredToUnit {
    fn visit_type_mut(&mut self, ty: &mut Type) {
        match ty {
            Type::Infer(_) => *ty = parse_quote_spanned!(Span::mixed_site()=> ()),
            _ => visit_mut::visit_type_mut(self, ty),
        }
    }
}

/// `impl Trait` can't be written in a closure's return type.
struct OpaqueToInferred;

impl VisitMut for OpaqueToInferred {
    fn visit_type_mut(&mut self, ty: &mut Type) {
        match ty {
            Type::ImplTrait(_) => *ty = parse_quote_spanned!(Span::mixed_site()=> _),
            _ => visit_mut::visit_type_mut(self, ty),
        }
    }
}

/// Whether this is a number, a `bool` or a `char`.
pub fn is_primitive(ty: &Type) -> bool {
    matches!(ty, Type::Path(path) if guesses::is_primitive(&path.path))
}
