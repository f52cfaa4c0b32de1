//! The names that a piece of code looks up outside of itself: not those that it binds, nor those of fields and methods.

use crate::syntax::arguments::block_of;
use crate::syntax::names::{self, Names};

use syn::visit::{self, Visit};
use syn::{Block, Expr, Stmt};

/// Those of a block's statements.
pub fn names(stmts: &[Stmt]) -> Names {
    let mut free = Free::default();
    stmts.iter().for_each(|stmt| free.visit_stmt(stmt));
    free.names
}

#[derive(Default)]
struct Free {
    bound: Vec<String>,
    names: Names,
}

impl Free {
    fn mention(&mut self, name: String) {
        if !self.bound.contains(&name) {
            self.names.insert(name);
        }
    }

    fn scoped(&mut self, walk: impl FnOnce(&mut Self)) {
        let outer = self.bound.len();
        walk(self);
        self.bound.truncate(outer);
    }
}

impl<'ast> Visit<'ast> for Free {
    fn visit_item(&mut self, _: &'ast syn::Item) {}
    fn visit_type(&mut self, _: &'ast syn::Type) {}

    fn visit_pat_ident(&mut self, pat: &'ast syn::PatIdent) {
        self.bound.push(names::name_of(&pat.ident));
        visit::visit_pat_ident(self, pat);
    }

    fn visit_block(&mut self, block: &'ast Block) {
        self.scoped(|free| visit::visit_block(free, block));
    }

    fn visit_local(&mut self, local: &'ast syn::Local) {
        local.init.iter().for_each(|init| self.visit_local_init(init));
        self.visit_pat(&local.pat);
    }

    fn visit_arm(&mut self, arm: &'ast syn::Arm) {
        self.scoped(|free| visit::visit_arm(free, arm));
    }

    fn visit_expr(&mut self, expr: &'ast Expr) {
        match expr {
            Expr::Path(path) => {
                let name = path.path.get_ident().into_iter();
                name.for_each(|name| self.mention(names::name_of(name)));
            }
            Expr::Let(condition) => {
                self.visit_expr(&condition.expr);
                self.visit_pat(&condition.pat);
            }
            Expr::ForLoop(repeated) => {
                self.visit_expr(&repeated.expr);
                self.scoped(|free| {
                    free.visit_pat(&repeated.pat);
                    free.visit_block(&repeated.body);
                });
            }
            Expr::Closure(_) | Expr::If(_) | Expr::While(_) => self.scoped(|free| visit::visit_expr(free, expr)),
            expr => visit::visit_expr(self, expr),
        }
    }

    fn visit_macro(&mut self, call: &'ast syn::Macro) {
        let mentioned = match block_of(call) {
            Some(stmts) => names(&stmts),
            None => names::in_tokens(call.tokens.clone()),
        };
        mentioned.into_iter().for_each(|name| self.mention(name));
    }
}
