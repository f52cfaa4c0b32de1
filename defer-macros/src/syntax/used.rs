//! Which places statements use, and how, as far as that tells whether a borrow is in the way.

use crate::guesses;
use crate::syntax::names::{self, Names};
use crate::syntax::operators;
use crate::syntax::place::Place;
use syn::visit::{self, Visit};
use syn::{Expr, Stmt};

/// How a place is used.
#[derive(Debug, Clone, Copy, PartialEq)]
pub enum Way {
    /// A shared borrow wouldn't be in the way.
    Looks,
    /// That can't be told.
    Unclear,
    /// It is given another value, or borrowed as `&mut`.
    Changes,
    /// It is moved, unless it is copied.
    Moves,
}

/// What some statements use, but for their deferred calls.
#[derive(Debug, Default)]
pub struct Used {
    pub places: Vec<(Place, Way)>,
    /// What they bind: a name may be that of something else.
    pub bound: Names,
}

impl Used {
    pub fn by(stmts: &[Stmt]) -> Self {
        let mut used = Used::default();
        stmts.iter().for_each(|stmt| used.visit_stmt(stmt));
        used
    }

    /// Whether a name is used.
    pub fn names(&self, name: &str) -> bool {
        self.places.iter().any(|(place, _)| place.base() == name)
    }

    fn place(&mut self, expr: &Expr, way: Way) {
        match Place::of(expr) {
            Some(place) => {
                self.places.push((place, way));
                self.visit_indices(expr);
            }
            None => self.visit_expr(expr),
        }
    }

    /// What stands in the brackets of a place.
    fn visit_indices(&mut self, place: &Expr) {
        match place {
            Expr::Index(index) => {
                self.visit_indices(&index.expr);
                self.visit_expr(&index.index);
            }
            Expr::Field(field) => self.visit_indices(&field.base),
            Expr::Unary(deref) => self.visit_indices(&deref.expr),
            Expr::Paren(paren) => self.visit_indices(&paren.expr),
            Expr::Group(group) => self.visit_indices(&group.expr),
            _ => {}
        }
    }
}

impl<'ast> Visit<'ast> for Used {
    fn visit_item(&mut self, _: &'ast syn::Item) {}
    fn visit_type(&mut self, _: &'ast syn::Type) {}
    fn visit_attribute(&mut self, _: &'ast syn::Attribute) {}

    fn visit_pat_ident(&mut self, pat: &'ast syn::PatIdent) {
        self.bound.insert(names::name_of(&pat.ident));
        visit::visit_pat_ident(self, pat);
    }

    fn visit_expr(&mut self, expr: &'ast Expr) {
        match expr {
            Expr::Assign(assign) => {
                self.place(&assign.left, Way::Changes);
                self.visit_expr(&assign.right);
            }
            Expr::Binary(binary) => {
                let way = if operators::gives_new_value(&binary.op) {
                    Way::Changes
                } else {
                    Way::Looks
                };
                self.place(&binary.left, way);
                self.place(&binary.right, Way::Looks);
            }
            Expr::Reference(reference) => {
                let way = if reference.mutability.is_some() {
                    Way::Changes
                } else {
                    Way::Looks
                };
                self.place(&reference.expr, way);
            }
            Expr::MethodCall(call) => {
                let name = call.method.to_string();
                let looks = guesses::only_looks_at_itself(&name) && !name.ends_with("_mut");
                self.place(&call.receiver, if looks { Way::Looks } else { Way::Unclear });
                call.args.iter().for_each(|argument| self.visit_expr(argument));
            }
            // What lies behind a reference is copied.
            Expr::Field(_) | Expr::Index(_) | Expr::Unary(_) if Place::of(expr).is_some() => {
                self.place(expr, Way::Looks);
            }
            Expr::Path(_) => self.places.extend(Place::of(expr).map(|place| (place, Way::Moves))),
            expr => visit::visit_expr(self, expr),
        }
    }

    fn visit_macro(&mut self, call: &'ast syn::Macro) {
        if names::is_deferred(&call.path) {
            return;
        }
        let looks = guesses::only_looks_at_its_arguments(&call.path);
        let way = if looks { Way::Looks } else { Way::Unclear };
        let named = names::in_tokens(call.tokens.clone()).into_iter();
        self.places.extend(named.map(|name| (Place::named(name), way)));
    }
}
