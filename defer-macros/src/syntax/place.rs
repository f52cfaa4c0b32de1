//! Places: what an expression names without making a value for it.

use crate::syntax::names;
use syn::{Expr, UnOp};

/// A place, by the name that it begins with and the fields that lead on from there, as far as nothing else stands in between.
#[derive(Debug, Clone, PartialEq)]
pub struct Place {
    path: Vec<String>,
    /// Whether the fields lead all the way.
    is_whole: bool,
}

impl Place {
    /// All of what a name stands for.
    pub fn named(name: String) -> Self {
        Place {
            path: vec![name],
            is_whole: true,
        }
    }

    fn of_name(expr: &Expr) -> Option<Self> {
        names::bare_name(expr).map(|name| Place::named(names::name_of(name)))
    }

    /// Of an expression that is one: no value is made for it.
    pub fn of(expr: &Expr) -> Option<Self> {
        match expr {
            Expr::Field(field) => Some(Place::of(&field.base)?.field(&field.member)),
            Expr::Index(index) => Some(Place::of(&index.expr)?.further()),
            Expr::Unary(deref) if matches!(deref.op, UnOp::Deref(_)) => Some(Place::of(&deref.expr)?.further()),
            Expr::Paren(paren) => Place::of(&paren.expr),
            Expr::Group(group) => Place::of(&group.expr),
            expr => Place::of_name(expr),
        }
    }

    /// The one that a chain of methods begins with.
    pub fn at_root(expr: &Expr) -> Option<Self> {
        match expr {
            Expr::MethodCall(call) => Some(Place::at_root(&call.receiver)?.further()),
            Expr::Field(field) => Some(Place::at_root(&field.base)?.field(&field.member)),
            Expr::Index(index) => Some(Place::at_root(&index.expr)?.further()),
            Expr::Unary(deref) if matches!(deref.op, UnOp::Deref(_)) => Some(Place::at_root(&deref.expr)?.further()),
            Expr::Reference(reference) => Place::at_root(&reference.expr),
            Expr::Paren(paren) => Place::at_root(&paren.expr),
            Expr::Group(group) => Place::at_root(&group.expr),
            Expr::Try(attempt) => Place::at_root(&attempt.expr),
            Expr::Await(wait) => Place::at_root(&wait.base),
            expr => Place::of_name(expr),
        }
    }

    fn field(mut self, member: &syn::Member) -> Self {
        if self.is_whole {
            self.path.push(names::member(member));
        }
        self
    }

    fn further(mut self) -> Self {
        self.is_whole = false;
        self
    }

    /// The name that it begins with.
    pub fn base(&self) -> &str {
        &self.path[0]
    }

    /// Whether one is the other or a part of it, as far as that can be told.
    pub fn overlaps(&self, other: &Place) -> bool {
        self.path.iter().zip(&other.path).all(|(one, other)| one == other)
    }
}
