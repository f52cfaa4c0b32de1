//! Closures that hold deferred calls become async ones in an async twin, where nothing is done with them but calls.

use super::names;
use proc_macro2::Ident;
use quote::ToTokens;
use syn::visit::{self, Visit};
use syn::{Block, Expr, ExprCall, ExprClosure, Item, Macro, Pat, Stmt};

/// Makes those of a block async that it gives a name, and returns their names.
pub fn make_async(block: &mut Block) -> Vec<Ident> {
    let mut made = Vec::new();
    for at in 0..block.stmts.len() {
        let (before, behind) = block.stmts.split_at_mut(at + 1);
        if let Some((name, closure)) = closure_of(&mut before[at])
            && holds_deferred_call(closure)
            && is_only_called(&name, behind)
        {
            closure.asyncness = Some(Default::default());
            made.push(name);
        }
    }
    made
}

/// Makes one async that is called where it stands.
pub fn make_called_async(call: &mut ExprCall) -> bool {
    let Some(closure) = literal(call).filter(|closure| holds_deferred_call(closure)) else {
        return false;
    };
    closure.asyncness = Some(Default::default());
    true
}

/// The closure that is called where it stands.
pub fn literal(call: &mut ExprCall) -> Option<&mut ExprClosure> {
    match &mut *call.func {
        Expr::Paren(paren) => match &mut *paren.expr {
            Expr::Closure(closure) => Some(closure),
            _ => None,
        },
        _ => None,
    }
}

fn closure_of(stmt: &mut Stmt) -> Option<(Ident, &mut ExprClosure)> {
    let Stmt::Local(local) = stmt else { return None };
    let Pat::Ident(pat) = &local.pat else { return None };
    match &mut *local.init.as_mut()?.expr {
        Expr::Closure(closure) if closure.asyncness.is_none() => Some((pat.ident.clone(), closure)),
        _ => None,
    }
}

fn holds_deferred_call(closure: &ExprClosure) -> bool {
    struct Holds(bool);
    impl<'a> Visit<'a> for Holds {
        fn visit_macro(&mut self, call: &'a Macro) {
            self.0 |= names::is_deferred_call(&call.path);
        }
        fn visit_expr_closure(&mut self, _: &'a ExprClosure) {}
        fn visit_item(&mut self, _: &'a Item) {}
    }
    let mut holds = Holds(false);
    holds.visit_expr(&closure.body);
    holds.0 && matches!(&*closure.body, Expr::Block(_))
}

/// Whether each mention of the name is a call of it that can be awaited.
fn is_only_called(name: &Ident, stmts: &[Stmt]) -> bool {
    struct Calls<'n>(&'n Ident, usize);
    impl<'a> Visit<'a> for Calls<'_> {
        fn visit_expr_call(&mut self, call: &'a ExprCall) {
            self.1 += usize::from(called(call) == Some(self.0));
            visit::visit_expr_call(self, call);
        }
        fn visit_expr_closure(&mut self, _: &'a ExprClosure) {}
        fn visit_item(&mut self, _: &'a Item) {}
    }
    let mut calls = Calls(name, 0);
    stmts.iter().for_each(|stmt| calls.visit_stmt(stmt));
    let mentioned: usize = stmts
        .iter()
        .map(|stmt| names::mentions(name, &stmt.to_token_stream()))
        .sum();
    calls.1 == mentioned && mentioned > 0
}

/// What is called by its name alone.
pub fn called(call: &ExprCall) -> Option<&Ident> {
    match &*call.func {
        Expr::Path(path) if path.path.segments.len() == 1 => Some(&path.path.segments[0].ident),
        _ => None,
    }
}
