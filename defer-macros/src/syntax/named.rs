//! Named results: their declaration, and a body in which every value leaves by `return` (rules 5.1, 5.2, 5.3 and 5.4).

use crate::diagnostics::Errors;
use crate::syntax::names;
use crate::syntax::options::{NamedResult, Options};
use crate::syntax::returned::Returned;
use proc_macro2::Span;
use quote::{ToTokens, quote_spanned};
use syn::visit::{self, Visit};
use syn::{Block, Expr, ReturnType, Signature, Stmt, Type, parse_quote_spanned};

/// What names a function's result.
pub struct Results {
    /// The declarations, to stand first in the body.
    pub declarations: Vec<Stmt>,
    /// The result as an expression that can be assigned to.
    pub value: Expr,
}

/// Declares the names of the result; nothing where there are none, or where they don't fit.
pub fn declare(
    options: &Options,
    signature: &Signature,
    output: &ReturnType,
    body: &Block,
    errors: &mut Errors,
) -> Option<Results> {
    let Options {
        results: names,
        runtime,
        ..
    } = options;
    let first = names.first()?;
    let types = named_type(first, output).and_then(|result| {
        check_names(names, signature, body, errors);
        types_of(names, result)
    });
    let types = types.map_err(|error| errors.push(error)).ok()?;
    let here = Span::mixed_site();
    let declarations = names.iter().zip(types).map(|(NamedResult { name, init }, ty)| {
        let zero = init.is_none().then(|| {
            quote_spanned!(name.span()=> {
                #[allow(unused_imports)]
                use #runtime::{ZeroOfDefault as _, ZeroOfResult as _};
                (&&#runtime::zero::<#ty>()).value()
            })
        });
        parse_quote_spanned!(here=> #[allow(unused_mut, unused_assignments)] let mut #name: #ty = #zero #init;)
    });
    let idents = names.iter().map(|result| &result.name);
    Some(Results {
        declarations: declarations.collect(),
        value: match names.len() {
            1 => parse_quote_spanned!(here=> #(#idents)*),
            _ => parse_quote_spanned!(here=> (#(#idents),*)),
        },
    })
}

/// The type of a result that can have a name.
fn named_type(first: &NamedResult, output: &ReturnType) -> syn::Result<Type> {
    let ReturnType::Type(_, written) = output else {
        return refused(&first.name, NO_RESULT);
    };
    let Returned::Named(result) = Returned::of(output) else {
        return refused(&first.name, NO_RESULT);
    };
    if let Type::Never(_) = *result {
        let message = "a function that never returns has no result to name: remove the name";
        return refused(result, message);
    }
    match opaque_in(written) {
        Some(opaque) => refused(
            opaque,
            "an `impl Trait` result can't be a variable: write its type, or give it no name",
        ),
        None => Ok(*result),
    }
}

const NO_RESULT: &str = "a function that returns `()` has no result to name: remove the name, or write what it returns";

/// The type of each name.
fn types_of(names: &[NamedResult], result: Type) -> syn::Result<Vec<Type>> {
    match (result, names) {
        (result, [_]) => Ok(vec![result]),
        (Type::Tuple(fields), names) if fields.elems.len() == names.len() => Ok(fields.elems.into_iter().collect()),
        (Type::Tuple(fields), names) => {
            let message = format!(
                "the result has {} fields, and {} of them are named: name each, or the whole with one name",
                fields.elems.len(),
                names.len(),
            );
            refused(&names[0].name, &message)
        }
        (result, _) => refused(
            result,
            "only a result that is written as a tuple can have a name for each field: give it one name",
        ),
    }
}

fn refused<T>(tokens: impl ToTokens, message: &str) -> syn::Result<T> {
    Err(syn::Error::new_spanned(tokens, message))
}

fn opaque_in(ty: &Type) -> Option<&syn::TypeImplTrait> {
    struct Opaque<'a>(Option<&'a syn::TypeImplTrait>);
    impl<'a> Visit<'a> for Opaque<'a> {
        fn visit_type_impl_trait(&mut self, opaque: &'a syn::TypeImplTrait) {
            self.0.get_or_insert(opaque);
        }
    }
    let mut opaque = Opaque(None);
    opaque.visit_type(ty);
    opaque.0
}

/// Refuses a name that something else bears too where the two could be confused.
fn check_names<'a>(results: &'a [NamedResult], signature: &Signature, body: &'a Block, errors: &mut Errors) {
    for (at, NamedResult { name, .. }) in results.iter().enumerate() {
        if results[..at].iter().any(|earlier| earlier.name == *name) {
            errors.at(
                name,
                &format!("`{name}` names two fields of the result: give each its own name"),
            );
        }
        for input in &signature.inputs {
            let syn::FnArg::Typed(input) = input else { continue };
            if names::bound_by(&input.pat)
                .iter()
                .any(|bound| names::name_of(&bound.ident) == names::name_of(name))
            {
                let message = format!("`{name}` is a parameter already: give the result another name");
                errors.at(name, &message);
            }
        }
    }
    let mut hidden = Hidden {
        results,
        bindings: Vec::new(),
        named_inside: false,
    };
    hidden.visit_block(body);
    let outermost = body.stmts.iter().filter_map(|stmt| match stmt {
        Stmt::Local(local) => Some(names::bound_by(&local.pat)),
        _ => None,
    });
    let outermost = outermost.flatten().map(|bound| &bound.ident).collect::<Vec<_>>();
    for binding in hidden.bindings {
        if hidden.named_inside || outermost.iter().any(|outer| std::ptr::eq(*outer, binding)) {
            let message = format!("this hides the named result `{binding}`: give it another name");
            errors.at(binding, &message);
        }
    }
}

/// Finds bindings that hide a named result. In an inner block one may, where nothing there means the result without
/// naming it: a `return` without a value, or one out of a loop body whose deferred calls look at the result.
struct Hidden<'a> {
    results: &'a [NamedResult],
    bindings: Vec<&'a syn::Ident>,
    /// Whether the lowering names the result in an inner block too.
    named_inside: bool,
}

impl<'a> Visit<'a> for Hidden<'a> {
    fn visit_item(&mut self, _: &'a syn::Item) {}
    fn visit_expr_closure(&mut self, _: &'a syn::ExprClosure) {}

    fn visit_expr_return(&mut self, leave: &'a syn::ExprReturn) {
        self.named_inside |= leave.expr.is_none();
        visit::visit_expr_return(self, leave);
    }

    fn visit_expr(&mut self, expr: &'a Expr) {
        if let Expr::Loop(syn::ExprLoop { body, .. })
        | Expr::While(syn::ExprWhile { body, .. })
        | Expr::ForLoop(syn::ExprForLoop { body, .. }) = expr
        {
            self.named_inside |= names::mentions_deferred_call(&body.to_token_stream());
        }
        visit::visit_expr(self, expr);
    }

    fn visit_pat_ident(&mut self, pat: &'a syn::PatIdent) {
        let is_named = |result: &NamedResult| names::name_of(&result.name) == names::name_of(&pat.ident);
        if self.results.iter().any(is_named) {
            self.bindings.push(&pat.ident);
        }
        visit::visit_pat_ident(self, pat);
    }
}
