//! Named results: their declaration, and a body in which every value leaves by `return` (rules 5.1, 5.2, 5.3 and 5.4).

use crate::diagnostics::Errors;
use crate::syntax::names;
use crate::syntax::options::{NamedResult, Options};
use crate::syntax::returned::Returned;
use proc_macro2::Span;
use quote::{ToTokens, quote_spanned};
use syn::visit::{self, Visit};
use syn::{Arm, Block, Expr, ReturnType, Signature, Stmt, Type, parse_quote_spanned};

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
        check_names(options, signature, body, errors);
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
fn check_names(options: &Options, signature: &Signature, body: &Block, errors: &mut Errors) {
    let Options {
        results,
        has_block_scopes,
        ..
    } = options;
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
        has_block_scopes: *has_block_scopes,
        around: Vec::new(),
        refused: Vec::new(),
    };
    body.stmts.iter().for_each(|stmt| hidden.visit_stmt(stmt));
    for binding in hidden.refused {
        let message = format!("this hides the named result `{binding}`: give it another name");
        errors.at(binding, &message);
    }
}

/// Finds bindings that hide a named result where something means that without naming it: at the end of the function, at a `return`
/// without a value, and where a scope with deferred calls is left by one with a value.
struct Hidden<'a> {
    results: &'a [NamedResult],
    has_block_scopes: bool,
    /// What stands around, and can have a binding to itself.
    around: Vec<Place<'a>>,
    refused: Vec<&'a syn::Ident>,
}

/// Where a name is in view, or more than that.
#[derive(Clone, Copy)]
enum Place<'a> {
    Expr(&'a Expr),
    Arm(&'a Arm),
    Block(&'a Block),
}

impl<'a> Hidden<'a> {
    fn within(&mut self, place: Place<'a>, visit: impl FnOnce(&mut Self)) {
        self.around.push(place);
        visit(self);
        self.around.pop();
    }

    /// The body of a scope, which is left where all of its own bindings are in view.
    fn body(&mut self, body: &'a Block) {
        body.stmts.iter().for_each(|stmt| self.visit_stmt(stmt));
    }

    /// Whether the result is meant in the innermost place around; the function's end means it.
    fn is_meant(&self) -> bool {
        let Some(place) = self.around.last() else { return true };
        let mut meant = Meant {
            has_block_scopes: self.has_block_scopes,
            is_meant: false,
        };
        match place {
            Place::Expr(expr) => meant.visit_expr(expr),
            Place::Arm(arm) => meant.visit_arm(arm),
            Place::Block(block) => meant.visit_block(block),
        }
        meant.is_meant
    }
}

impl<'a> Visit<'a> for Hidden<'a> {
    fn visit_item(&mut self, _: &'a syn::Item) {}
    fn visit_expr_closure(&mut self, _: &'a syn::ExprClosure) {}
    fn visit_expr_async(&mut self, _: &'a syn::ExprAsync) {}

    fn visit_block(&mut self, block: &'a Block) {
        self.within(Place::Block(block), |hidden| hidden.body(block));
    }

    fn visit_arm(&mut self, arm: &'a Arm) {
        self.within(Place::Arm(arm), |hidden| visit::visit_arm(hidden, arm));
    }

    fn visit_expr(&mut self, expr: &'a Expr) {
        match expr {
            Expr::If(_) => self.within(Place::Expr(expr), |hidden| visit::visit_expr(hidden, expr)),
            Expr::While(repeated) => self.within(Place::Expr(expr), |hidden| {
                hidden.visit_expr(&repeated.cond);
                hidden.body(&repeated.body);
            }),
            Expr::ForLoop(repeated) => self.within(Place::Expr(expr), |hidden| {
                hidden.visit_pat(&repeated.pat);
                hidden.visit_expr(&repeated.expr);
                hidden.body(&repeated.body);
            }),
            _ => match body_of_scope(expr) {
                Some(body) => self.within(Place::Expr(expr), |hidden| hidden.body(body)),
                None => visit::visit_expr(self, expr),
            },
        }
    }

    fn visit_pat_ident(&mut self, pat: &'a syn::PatIdent) {
        let is_named = |result: &NamedResult| names::name_of(&result.name) == names::name_of(&pat.ident);
        if self.results.iter().any(is_named) && self.is_meant() {
            self.refused.push(&pat.ident);
        }
        visit::visit_pat_ident(self, pat);
    }
}

/// Whether code means a named result without naming it.
struct Meant {
    has_block_scopes: bool,
    is_meant: bool,
}

impl<'a> Visit<'a> for Meant {
    fn visit_item(&mut self, _: &'a syn::Item) {}
    fn visit_expr_closure(&mut self, _: &'a syn::ExprClosure) {}
    fn visit_expr_async(&mut self, _: &'a syn::ExprAsync) {}

    fn visit_block(&mut self, block: &'a Block) {
        self.is_meant |= self.has_block_scopes && holds_deferred_call(block);
        visit::visit_block(self, block);
    }

    fn visit_arm(&mut self, arm: &'a Arm) {
        self.is_meant |= self.has_block_scopes && holds_deferred_call(&arm.body);
        visit::visit_arm(self, arm);
    }

    fn visit_expr_return(&mut self, leave: &'a syn::ExprReturn) {
        self.is_meant |= leave.expr.is_none();
        visit::visit_expr_return(self, leave);
    }

    fn visit_expr(&mut self, expr: &'a Expr) {
        self.is_meant |= body_of_scope(expr).is_some_and(holds_deferred_call);
        visit::visit_expr(self, expr);
    }
}

/// The body of a loop, and a block with a label, which are scopes of their own (rule 3.1).
fn body_of_scope(expr: &Expr) -> Option<&Block> {
    match expr {
        Expr::Loop(repeated) => Some(&repeated.body),
        Expr::While(repeated) => Some(&repeated.body),
        Expr::ForLoop(repeated) => Some(&repeated.body),
        Expr::Block(labelled) if labelled.label.is_some() => Some(&labelled.block),
        _ => None,
    }
}

fn holds_deferred_call(code: impl ToTokens) -> bool {
    names::mentions_deferred_call(&code.to_token_stream())
}
