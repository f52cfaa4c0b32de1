//! What of a deferred call is evaluated now (rules 2.3, 2.4, 2.5 and 2.6), and what stands for it at exit.

use super::{Parts, error};
use crate::syntax::coverage;
use crate::syntax::names;
use proc_macro2::{Ident, Span};
use quote::quote_spanned;
use syn::punctuated::Punctuated;
use syn::spanned::Spanned;
use syn::token::{Brace, Paren};
use syn::{Block, Expr, ExprBlock, ExprParen, ExprPath, Item, Stmt, Token, parse_quote_spanned};

/// A value that is evaluated when the deferred call is reached.
pub struct Value {
    pub name: Ident,
    pub expr: Expr,
    /// What is done with it at exit may need it to be mutable: it is called, or its `&mut` is taken.
    pub mutable: bool,
    /// It is the index of a place.
    pub is_index: bool,
}

impl Parts<'_> {
    /// Evaluates `expr` now; gives what stands for it at exit.
    pub fn value(&mut self, expr: Expr, mutable: bool) -> Expr {
        let name = format!("value{}", self.values.len());
        self.named(&name, expr, mutable)
    }

    pub fn named(&mut self, name: &str, expr: Expr, mutable: bool) -> Expr {
        let expr = match expr {
            Expr::Paren(paren) => *paren.expr,
            other => other,
        };
        let name = Ident::new(name, Span::mixed_site().located_at(expr.span()));
        let stands_for_it = path(name.clone());
        self.values.push(Value {
            name,
            expr,
            mutable,
            is_index: false,
        });
        stands_for_it
    }

    pub fn callee(&mut self, callee: Expr) -> Expr {
        let is_value = match &callee {
            // What it points to is called where it is.
            name if self.is_lent(name) => false,
            // A `static mut` can be called, and may be given another function in between.
            Expr::Path(_) if self.context.has_unsafe => true,
            Expr::Path(path) => path
                .path
                .get_ident()
                .is_some_and(|name| (self.context.may_be_local)(&names::name_of(name))),
            _ => !is_closure_literal(&callee),
        };
        if is_value {
            let place = callee.span();
            // So a backtrace and a debugger show where it is called (rule 9.4).
            Expr::Paren(ExprParen {
                attrs: Vec::new(),
                paren_token: Paren(coverage::uncounted(place)),
                expr: Box::new(self.named("callee", callee, true)),
            })
        } else {
            callee
        }
    }

    pub fn arguments(&mut self, arguments: Punctuated<Expr, Token![,]>) -> syn::Result<Punctuated<Expr, Token![,]>> {
        arguments.into_iter().map(|argument| self.argument(argument)).collect()
    }

    fn argument(&mut self, argument: Expr) -> syn::Result<Expr> {
        match argument {
            Expr::Lit(_) => Ok(argument),
            Expr::Reference(mut address) => {
                address.expr = Box::new(match *address.expr {
                    place if is_place(&place) => self.place(place)?,
                    inner @ Expr::Reference(_) => self.argument(inner)?,
                    place if is_part(&place) => {
                        return Err(error(
                            &place,
                            "it is not clear when this place is to be evaluated: for now, write `let place = …;` before \
                             the deferred call; for exit, `defer!(|| { … })`",
                        ));
                    }
                    value => self.referenced(value, address.mutability.is_some()),
                });
                Ok(Expr::Reference(address))
            }
            closure if is_closure_literal(&closure) => Ok(closure),
            name if self.is_lent(&name) => Ok(lent(name)),
            value => Ok(self.whole(value)),
        }
    }

    /// Whether this is a name that stays bound to a `&mut` reference, so that what it points to is the same now and at exit.
    pub fn is_lent(&self, expr: &Expr) -> bool {
        matches!(names::bare_name(expr), Some(name) if (self.context.is_lent)(name))
    }

    /// A place is named at exit, but its indices are values of now (2.4).
    pub fn place(&mut self, mut place: Expr) -> syn::Result<Expr> {
        match &mut place {
            Expr::Index(index) => {
                *index.expr = self.place(taken(&mut index.expr))?;
                if !matches!(*index.index, Expr::Lit(_)) {
                    *index.index = self.value(taken(&mut index.index), false);
                    self.values
                        .last_mut()
                        .into_iter()
                        .for_each(|value| value.is_index = true);
                }
            }
            Expr::Field(syn::ExprField { base: inner, .. })
            | Expr::Paren(syn::ExprParen { expr: inner, .. })
            | Expr::Group(syn::ExprGroup { expr: inner, .. })
            | Expr::Unary(syn::ExprUnary { expr: inner, .. }) => {
                **inner = self.place(taken(inner))?;
            }
            _ => {}
        }
        Ok(place)
    }

    /// Where a macro writes is a place, as a receiver is.
    pub fn sink(&mut self, sink: Expr) -> syn::Result<Expr> {
        match sink {
            place if is_place(&place) => self.place(place),
            address @ Expr::Reference(_) => self.argument(address),
            call => Err(error(
                &call,
                "it is not clear when this is to be evaluated: for now, write `let mut sink = …;` before \
                 `defer!(write!(sink, …))`; for exit, `defer!(|| { … })`",
            )),
        }
    }

    /// Copies what is `Copy`, borrows any other place, and keeps what is a value of its own.
    pub fn snapshot(&mut self, value: Expr) -> Expr {
        if !is_place(&value) {
            return self.value(value, false);
        }
        let (runtime, here) = (self.context.runtime, Span::mixed_site().located_at(value.span()));
        let traits = quote_spanned!(here=> use #runtime::{ByBorrow as _, ByCopy as _};);
        let taken = parse_quote_spanned!(here=> (&&#runtime::Snapshot(&#value)).take());
        let block = ExprBlock {
            attrs: Vec::new(),
            label: None,
            block: Block {
                brace_token: Brace(here),
                stmts: vec![Stmt::Item(Item::Verbatim(traits)), Stmt::Expr(taken, None)],
            },
        };
        self.value(Expr::Block(block), false)
    }
}

/// Borrows what a `&mut` reference points to, as a parameter of such a type does.
pub fn lent(name: Expr) -> Expr {
    parse_quote_spanned!(Span::mixed_site().located_at(name.span())=> &mut *#name)
}

/// The expression, which is put back changed.
pub fn taken(expr: &mut Expr) -> Expr {
    std::mem::replace(expr, Expr::PLACEHOLDER)
}

/// The variable of this name.
pub fn path(name: Ident) -> Expr {
    Expr::Path(ExprPath {
        attrs: Vec::new(),
        qself: None,
        path: name.into(),
    })
}

/// An expression that names a place in memory, so that using it as a receiver takes only its address. A place begins with a
/// name: what a call gives is another place each time (rule 2.4).
pub fn is_place(expr: &Expr) -> bool {
    match expr {
        Expr::Path(_) => true,
        Expr::Paren(paren) => is_place(&paren.expr),
        Expr::Group(group) => is_place(&group.expr),
        part => part_of(part).is_some_and(|whole| is_place(whole) || matches!(whole, Expr::Lit(_))),
    }
}

/// Whether this is part of something, or what something points to.
pub fn is_part(expr: &Expr) -> bool {
    match expr {
        Expr::Paren(paren) => is_part(&paren.expr),
        Expr::Group(group) => is_part(&group.expr),
        part => part_of(part).is_some(),
    }
}

/// What the place is part of, or what points to it.
fn part_of(place: &Expr) -> Option<&Expr> {
    match place {
        Expr::Field(field) => Some(&field.base),
        Expr::Index(index) => Some(&index.expr),
        Expr::Unary(syn::ExprUnary {
            op: syn::UnOp::Deref(_),
            expr,
            ..
        }) => Some(expr),
        _ => None,
    }
}

pub fn is_closure_literal(expr: &Expr) -> bool {
    match expr {
        Expr::Closure(closure) => closure.capture.is_none(),
        Expr::Paren(paren) => is_closure_literal(&paren.expr),
        _ => false,
    }
}
