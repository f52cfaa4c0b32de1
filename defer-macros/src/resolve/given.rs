//! Assignments of what a deferred call may read where the code behind panics.

use super::facts::{Given, GivenId, LocalId};
use super::walk::Walk;
use crate::syntax::names;
use crate::syntax::operators;
use proc_macro2::Ident;
use syn::{Expr, Stmt, UnOp};

impl Walk<'_> {
    /// An assignment by an operator.
    pub fn assign_by_operator(&mut self, expr: &mut Expr) {
        let Expr::Binary(both) = expr else { return };
        let at_once = std::mem::take(&mut self.place.is_overwritten);
        let given = places_in(&both.left);
        self.operands_of_assignment(both);
        if let Some(given) = self.note_new_values(&given, at_once) {
            self.take_out_assignment(expr, None, Some(given));
        }
    }

    /// Notes what an assignment gives new values, as far as a deferred call in front may read that.
    pub fn note_new_values(&mut self, places: &[(Ident, bool)], at_once: bool) -> Option<GivenId> {
        // A macro that isn't known may take them apart; what is quiet are handlers, which are expressions.
        if self.place.in_macro && !self.place.is_quiet {
            return None;
        }
        let (_, site) = self.facts.sites.iter().next_back()?;
        let site = self.facts.scopes[site.code].span.start;
        let local = |(name, is_whole): &(Ident, bool)| -> Option<(LocalId, bool)> {
            let local = self.local_named(&names::name_of(name))?;
            (self.facts.locals[local].from < site).then_some((local, *is_whole))
        };
        let locals: Vec<_> = places.iter().filter_map(local).collect();
        if locals.is_empty() {
            return None;
        }
        let at = self.tick();
        Some(self.facts.given.push(Given {
            at,
            scope: self.place.scope,
            locals,
            in_closure: self.place.opaque_since.is_some(),
            at_once,
        }))
    }
}

/// The locals that stand on the left of an assignment, and whether each is assigned as a whole.
pub fn places_in(left: &Expr) -> Vec<(Ident, bool)> {
    let parts: Vec<&Expr> = match left {
        Expr::Tuple(tuple) => tuple.elems.iter().collect(),
        Expr::Array(array) => array.elems.iter().collect(),
        Expr::Call(call) => call.args.iter().collect(),
        Expr::Struct(made) => made.fields.iter().map(|field| &field.expr).collect(),
        place => {
            let root = root_of(place).map(|root| (root.clone(), names::bare_name(place).is_some()));
            return root.into_iter().collect();
        }
    };
    parts.into_iter().flat_map(places_in).collect()
}

/// What a place begins with. What an index leads to is not told apart by rustc.
fn root_of(place: &Expr) -> Option<&Ident> {
    match place {
        Expr::Field(field) => root_of(&field.base),
        Expr::Unary(syn::ExprUnary {
            op: UnOp::Deref(_),
            expr,
            ..
        })
        | Expr::Paren(syn::ExprParen { expr, .. })
        | Expr::Group(syn::ExprGroup { expr, .. }) => root_of(expr),
        name => names::bare_name(name),
    }
}

/// Which statements assign a local that the next one gives another value, with nothing in between that can panic.
pub fn overwritten_at_once(stmts: &[Stmt]) -> Vec<bool> {
    let next = stmts.iter().skip(1).map(Some).chain([None]);
    let pairs = stmts.iter().zip(next);
    pairs
        .map(|(stmt, next)| match (assigned(stmt), next) {
            (Some(name), Some(Stmt::Expr(Expr::Assign(next), _))) => {
                names::bare_name(&next.left) == Some(name) && is_inert(&next.right)
            }
            _ => false,
        })
        .collect()
}

/// The local that a statement assigns.
fn assigned(stmt: &Stmt) -> Option<&Ident> {
    match stmt {
        Stmt::Expr(Expr::Assign(assign), _) => names::bare_name(&assign.left),
        Stmt::Expr(Expr::Binary(both), _) if operators::gives_new_value(&both.op) => names::bare_name(&both.left),
        _ => None,
    }
}

/// Whether a value can't panic as it is made.
fn is_inert(value: &Expr) -> bool {
    match value {
        Expr::Lit(_) | Expr::Path(_) => true,
        Expr::Reference(syn::ExprReference { expr, .. })
        | Expr::Paren(syn::ExprParen { expr, .. })
        | Expr::Group(syn::ExprGroup { expr, .. }) => is_inert(expr),
        Expr::Tuple(tuple) => tuple.elems.iter().all(is_inert),
        _ => false,
    }
}
