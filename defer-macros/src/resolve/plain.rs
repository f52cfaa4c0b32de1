//! Values that are made of constructors and names alone, so that building one a little later makes no difference (rule 4.1).

use super::facts::PlainValue;
use super::walk::Walk;
use crate::guesses;
use crate::syntax::names;
use proc_macro2::{Ident, Span};
use quote::ToTokens;
use syn::Expr;

/// Such a value, by what it names.
#[derive(Default)]
pub struct Plain {
    /// The names that may be locals, as they stand there.
    pub locals: Vec<Ident>,
    /// The names of constructors and constants, as far as they are looked up where the value stands.
    others: Vec<String>,
    /// Whether a constant is read.
    has_constant: bool,
}

impl Plain {
    pub fn of(expr: &Expr) -> Option<Self> {
        let mut plain = Plain::default();
        plain.collect(expr).then_some(plain)
    }

    fn collect(&mut self, expr: &Expr) -> bool {
        if let Some(name) = names::bare_name(expr)
            && !guesses::is_capitalised(name)
        {
            self.locals.push(name.clone());
            return true;
        }
        match expr {
            Expr::Lit(_) => true,
            Expr::Path(path) => {
                self.has_constant |= !path.path.is_ident("None");
                self.look_up(&path.path);
                true
            }
            Expr::Paren(paren) => self.collect(&paren.expr),
            Expr::Tuple(tuple) => tuple.elems.iter().all(|element| self.collect(element)),
            Expr::Call(call) if guesses::is_constructor(&call.func) => {
                if let Expr::Path(made) = &*call.func {
                    self.look_up(&made.path);
                }
                call.args.iter().all(|argument| self.collect(argument))
            }
            Expr::Struct(made) if made.rest.is_none() => {
                self.look_up(&made.path);
                made.fields.iter().all(|field| self.collect(&field.expr))
            }
            _ => false,
        }
    }

    fn look_up(&mut self, path: &syn::Path) {
        self.others
            .extend(path.segments.first().map(|first| names::name_of(&first.ident)));
    }
}

impl Walk<'_> {
    /// The facts of a plain value, and where its locals are named.
    pub fn resolve_plain(&mut self, plain: Plain, written: &Expr) -> (PlainValue, Vec<Span>) {
        let (mut locals, mut spans) = (Vec::new(), Vec::new());
        let mut others = plain.others;
        let mut is_known = true;
        for ident in &plain.locals {
            let name = names::name_of(ident);
            match self.meant_by(&name) {
                Some(local) if locals.contains(&local) => {}
                Some(local) => {
                    locals.push(local);
                    spans.push(ident.span());
                }
                None => {
                    is_known = false;
                    others.push(name);
                }
            }
        }
        let next = self.values.len();
        let text = *self.values.entry(written.to_token_stream().to_string()).or_insert(next);
        let value = PlainValue {
            locals,
            others,
            is_known,
            has_constant: plain.has_constant,
            text,
        };
        (value, spans)
    }
}
