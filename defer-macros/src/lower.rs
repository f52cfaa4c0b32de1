//! The lowering: what stands after a deferred call becomes a closure that is called on the spot, and the
//! deferred code follows it, so that it runs on every way out and nothing is borrowed in between.

use crate::deferred::{self, Deferred};
use crate::diagnostics::Errors;
use crate::names;
use proc_macro2::{Ident, Span};
use quote::{ToTokens, quote, quote_spanned};
use syn::visit::{self, Visit};
use syn::visit_mut::{self, VisitMut};
use syn::{Block, Expr, Macro, ReturnType, Stmt, Type, parse_quote_spanned};

/// The type that the scope's closures return.
#[derive(Clone)]
pub enum Output {
    Unit,
    Named(Box<Type>),
    /// A closure without an annotation.
    Inferred,
}

impl Output {
    pub fn of(output: &ReturnType) -> Self {
        match output {
            ReturnType::Default => Output::Unit,
            ReturnType::Type(_, written) => {
                let mut written = written.clone();
                OpaqueToInferred.visit_type_mut(&mut written);
                match &*written {
                    Type::Tuple(tuple) if tuple.elems.is_empty() => Output::Unit,
                    _ => Output::Named(written),
                }
            }
        }
    }
}

impl ToTokens for Output {
    fn to_tokens(&self, tokens: &mut proc_macro2::TokenStream) {
        if let Output::Named(named) = self {
            tokens.extend(quote_spanned!(Span::mixed_site()=> -> #named));
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

/// A scope whose deferred calls are being lowered: the body of a function, of a closure or of a deferred block.
pub struct Scope<'e> {
    output: Output,
    /// `&mut` parameters that no deferred code so far mentions: the rest may own them.
    cursors: Vec<Ident>,
    errors: &'e mut Errors,
}

impl<'e> Scope<'e> {
    pub fn new(output: Output, cursors: Vec<Ident>, errors: &'e mut Errors) -> Self {
        Scope {
            output,
            cursors,
            errors,
        }
    }

    pub fn lower(&mut self, stmts: Vec<Stmt>) -> Vec<Stmt> {
        let mut lowered = Vec::new();
        let mut stmts = stmts.into_iter();
        while let Some(mut stmt) = stmts.next() {
            match as_deferred_call(&stmt) {
                Some(call) => match deferred::parse(call) {
                    Ok(parts) => {
                        let call = call.clone();
                        lowered.extend(self.split(call, parts, stmts.collect()));
                        return lowered;
                    }
                    Err(error) => self.errors.push(error),
                },
                None => {
                    Inner { errors: self.errors }.visit_stmt_mut(&mut stmt);
                    self.cursors.retain(|cursor| !binds(&stmt, cursor));
                    lowered.push(stmt);
                }
            }
        }
        lowered
    }

    /// The one primitive: run the rest, then the deferred code, then carry on with the way out.
    fn split(&mut self, mut call: Macro, parts: Deferred, rest: Vec<Stmt>) -> Vec<Stmt> {
        let here = Span::mixed_site();
        let left = Ident::new("left", here);
        let Deferred { now, at_exit } = parts;
        let (at_exit, recovers) = self.at_exit(at_exit, &left);
        if recovers && !matches!(self.output, Output::Unit) {
            let message =
                "after `recover!()` this function has no value to return: only one that returns `()` can recover";
            self.errors.at(&call.path, message);
        }
        let (names, values): (Vec<_>, Vec<_>) = now.into_iter().unzip();
        let used_outside_the_rest = quote!(#(#values)* #at_exit);
        self.cursors
            .retain(|cursor| !names::mentions(used_outside_the_rest.clone(), cursor));
        let owned = self.cursors.clone();
        let keep_cursors = (!owned.is_empty())
            .then(|| quote_spanned!(here=> if false { ::defer_runtime::__private::by_value((#(#owned,)*)) }));
        let rest = self.lower(rest);
        let (output, mutable) = (&self.output, recovers.then(|| quote!(mut)));
        call.tokens = quote!(@site);
        let block: Block = parse_quote_spanned! {here=> {
            #call;
            #(let #names = #values;)*
            let #mutable #left = ::defer_runtime::__private::run(|| #output { #keep_cursors #(#rest)* });
            #at_exit
            #[allow(unreachable_code)]
            ::defer_runtime::__private::finish(#left)
        }};
        block.stmts
    }

    /// The deferred code, as a closure where it may `return`, since that ends it alone (4.2).
    fn at_exit(&mut self, stmts: Vec<Stmt>, left: &Ident) -> (proc_macro2::TokenStream, bool) {
        let here = Span::mixed_site();
        let mut leaves = Leaves::default();
        stmts.iter().for_each(|stmt| leaves.visit_stmt(stmt));
        for keyword in leaves.refused {
            self.errors.push(keyword);
        }
        let own_scope = names::mentions_deferred_call(&quote!(#(#stmts)*));
        let stmts = Scope::new(Output::Unit, Vec::new(), self.errors).lower(stmts);
        let mut recovers = false;
        let stmts = deferred::point_recover_at(quote!(#(#stmts)*), left, &mut recovers);
        let code = if leaves.may_return || own_scope {
            quote_spanned!(here=> #[allow(clippy::redundant_closure_call)] (|| { #stmts })();)
        } else {
            quote_spanned!(here=> #[allow(clippy::redundant_closure_call)] { #stmts })
        };
        (code, recovers)
    }
}

fn as_deferred_call(stmt: &Stmt) -> Option<&Macro> {
    let call = match stmt {
        Stmt::Macro(stmt) => &stmt.mac,
        Stmt::Expr(Expr::Macro(expr), _) => &expr.mac,
        _ => return None,
    };
    names::is_deferred(&call.path).then_some(call)
}

fn binds(stmt: &Stmt, name: &Ident) -> bool {
    match stmt {
        Stmt::Local(local) => names::mentions(local.pat.to_token_stream(), name),
        _ => false,
    }
}

/// What leaves the deferred code itself.
#[derive(Default)]
struct Leaves {
    may_return: bool,
    refused: Vec<syn::Error>,
    loops: usize,
}

impl<'ast> Visit<'ast> for Leaves {
    fn visit_item(&mut self, _: &'ast syn::Item) {}
    fn visit_expr_closure(&mut self, _: &'ast syn::ExprClosure) {}
    fn visit_expr_async(&mut self, _: &'ast syn::ExprAsync) {}

    fn visit_expr(&mut self, expr: &'ast Expr) {
        let is_loop = matches!(expr, Expr::ForLoop(_) | Expr::Loop(_) | Expr::While(_));
        match expr {
            Expr::Return(_) => self.may_return = true,
            Expr::Try(attempt) => {
                self.refused.push(syn::Error::new_spanned(
                    attempt.question_token,
                    "`?` in a deferred call is not supported yet",
                ));
            }
            Expr::Break(leave) if leave.label.is_none() && self.loops == 0 => {
                self.refused.push(syn::Error::new_spanned(
                    leave,
                    "`break` can't leave a deferred block: end it with `return`",
                ));
            }
            Expr::Continue(leave) if leave.label.is_none() && self.loops == 0 => {
                self.refused.push(syn::Error::new_spanned(
                    leave,
                    "`continue` can't leave a deferred block: end it with `return`",
                ));
            }
            _ => {}
        }
        self.loops += usize::from(is_loop);
        visit::visit_expr(self, expr);
        self.loops -= usize::from(is_loop);
    }

    fn visit_macro(&mut self, call: &'ast Macro) {
        let known = [
            "println",
            "eprintln",
            "print",
            "eprint",
            "format",
            "panic",
            "assert",
            "assert_eq",
            "vec",
            "write",
            "writeln",
            "recover",
            "defer",
        ];
        let hides_nothing = call
            .path
            .segments
            .last()
            .is_some_and(|name| known.iter().any(|known| name.ident == known));
        let returns = names::mentions(call.tokens.clone(), &Ident::new("return", Span::call_site()));
        self.may_return |= !hides_nothing || returns;
    }
}

/// Code that is not the scope itself: closures in it are scopes of their own, any other deferred call is misplaced.
struct Inner<'e> {
    errors: &'e mut Errors,
}

impl VisitMut for Inner<'_> {
    fn visit_item_mut(&mut self, _: &mut syn::Item) {}

    fn visit_expr_closure_mut(&mut self, closure: &mut syn::ExprClosure) {
        let output = match &closure.output {
            ReturnType::Default => Output::Inferred,
            written => Output::of(written),
        };
        match &mut *closure.body {
            Expr::Block(body) if names::mentions_deferred_call(&body.to_token_stream()) => {
                let stmts = std::mem::take(&mut body.block.stmts);
                body.block.stmts = Scope::new(output, Vec::new(), self.errors).lower(stmts);
            }
            _ => visit_mut::visit_expr_closure_mut(self, closure),
        }
    }

    fn visit_macro_mut(&mut self, call: &mut Macro) {
        if names::is_deferred(&call.path) {
            self.errors.at(
                &call.path,
                "a deferred call in a loop body or an inner block is not supported yet: \
                 write it as a statement of the function's or a closure's body",
            );
        }
    }
}
