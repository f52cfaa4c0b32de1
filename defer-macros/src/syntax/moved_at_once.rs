//! Whether a local is moved before control can leave what it is declared in: then nothing depends on when it would be dropped.

use crate::guesses;
use crate::syntax::names;
use crate::syntax::patterns;
use crate::syntax::place::Place;
use syn::visit::{self, Visit};
use syn::{Expr, Stmt};

/// Whether these statements do that, of which the first holds a deferred call, or is one.
pub fn is_moved_at_once(rest: &[Stmt], name: &str) -> bool {
    for stmt in rest {
        let mut straight = Straight::new(name);
        match head_of(stmt) {
            Some(Head::Taken(head)) => straight.value(head),
            Some(Head::Matched(head)) => straight.visit_expr(head),
            None => {}
        }
        if straight.ends.is_none() {
            straight.unsure(|straight| straight.visit_stmt(stmt));
        }
        if let Some(is_moved) = straight.ends {
            return is_moved;
        }
    }
    false
}

/// What is evaluated first in a statement, whatever becomes of the rest.
enum Head<'s> {
    Taken(&'s Expr),
    /// A name there is only looked at, unless the pattern takes all of it.
    Matched(&'s Expr),
}

fn head_of(stmt: &Stmt) -> Option<Head<'_>> {
    let expr = match stmt {
        Stmt::Local(local) => {
            let init = &local.init.as_ref()?.expr;
            return Some(match patterns::binds_all(&local.pat) {
                true => Head::Taken(init),
                false => Head::Matched(init),
            });
        }
        Stmt::Expr(expr, _) => expr,
        _ => return None,
    };
    match expr {
        Expr::Match(choice) => Some(Head::Matched(&choice.expr)),
        Expr::ForLoop(repeated) => Some(Head::Taken(&repeated.expr)),
        Expr::If(choice) => Some(Head::Matched(match &*choice.cond {
            Expr::Let(condition) => &condition.expr,
            cond => cond,
        })),
        Expr::Assign(assign) => Some(match Place::of(&assign.left) {
            Some(_) => Head::Taken(&assign.right),
            None => Head::Matched(&assign.right),
        }),
        Expr::MethodCall(_) | Expr::Call(_) | Expr::Try(_) | Expr::Path(_) => Some(Head::Taken(expr)),
        _ => None,
    }
}

/// Follows what is evaluated in its order.
struct Straight<'n> {
    name: &'n str,
    /// Whether what is looked at may not be reached.
    is_unsure: bool,
    /// Whether it has been moved, where nothing more is to be seen.
    ends: Option<bool>,
}

impl<'n> Straight<'n> {
    fn new(name: &'n str) -> Self {
        Straight {
            name,
            is_unsure: false,
            ends: None,
        }
    }

    fn end(&mut self, is_moved: bool) {
        self.ends.get_or_insert(is_moved && !self.is_unsure);
    }

    fn unsure(&mut self, look: impl FnOnce(&mut Self)) {
        let outer = std::mem::replace(&mut self.is_unsure, true);
        look(self);
        self.is_unsure = outer;
    }

    /// A value that is used up.
    fn value(&mut self, value: &Expr) {
        match names::bare_name(value) {
            Some(name) if names::name_of(name) == self.name => self.end(true),
            _ => self.visit_expr(value),
        }
    }
}

impl<'ast> Visit<'ast> for Straight<'_> {
    fn visit_item(&mut self, _: &'ast syn::Item) {}
    fn visit_type(&mut self, _: &'ast syn::Type) {}
    fn visit_attribute(&mut self, _: &'ast syn::Attribute) {}

    fn visit_pat_ident(&mut self, pat: &'ast syn::PatIdent) {
        // It is another local from there on.
        if names::name_of(&pat.ident) == self.name {
            self.end(false);
        }
    }

    fn visit_expr(&mut self, expr: &'ast Expr) {
        match expr {
            Expr::Call(call) => {
                self.visit_expr(&call.func);
                call.args.iter().for_each(|argument| self.value(argument));
            }
            Expr::MethodCall(call) => {
                self.visit_expr(&call.receiver);
                call.args.iter().for_each(|argument| self.value(argument));
            }
            Expr::Path(path) => {
                if path
                    .path
                    .get_ident()
                    .is_some_and(|name| names::name_of(name) == self.name)
                {
                    self.end(false);
                }
            }
            Expr::Return(_) | Expr::Break(_) | Expr::Continue(_) => self.end(false),
            Expr::Try(attempt) => {
                self.visit_expr(&attempt.expr);
                self.end(false);
            }
            Expr::Await(wait) => {
                self.visit_expr(&wait.base);
                self.end(false);
            }
            Expr::Field(_) | Expr::Index(_) | Expr::Reference(_) | Expr::Paren(_) | Expr::Group(_) | Expr::Tuple(_) => {
                visit::visit_expr(self, expr);
            }
            expr => self.unsure(|straight| visit::visit_expr(straight, expr)),
        }
    }

    fn visit_macro(&mut self, call: &'ast syn::Macro) {
        let is_harmless = names::is_deferred(&call.path)
            || guesses::is_of_std(&call.path) && !names::in_tokens(call.tokens.clone()).contains(self.name);
        if !is_harmless {
            self.end(false);
        }
    }
}
