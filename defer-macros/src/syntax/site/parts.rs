//! The parts of an array, a tuple or a struct that is written as an argument (rule 2.1): they are the values of now, and the whole is
//! built at exit, in the call, so that the types which that expects reach it.

use super::Parts;
use super::captured::{is_part, is_place, lent};
use crate::guesses;
use crate::syntax::names;
use proc_macro2::Span;
use quote::quote_spanned;
use syn::punctuated::Punctuated;
use syn::spanned::Spanned;
use syn::{Expr, ExprCall, Stmt, Token};

impl Parts<'_> {
    /// An argument that may have parts.
    pub fn whole(&mut self, argument: Expr) -> Expr {
        match argument {
            Expr::Paren(mut paren) if paren.attrs.is_empty() && self.has_parts(&paren.expr) => {
                *paren.expr = self.whole(*paren.expr);
                Expr::Paren(paren)
            }
            Expr::Group(mut group) if self.has_parts(&group.expr) => {
                *group.expr = self.whole(*group.expr);
                Expr::Group(group)
            }
            whole if !self.has_parts(&whole) => self.value(whole, false),
            Expr::Array(mut array) => {
                array.elems = self.parts(array.elems);
                Expr::Array(array)
            }
            Expr::Tuple(mut tuple) => {
                tuple.elems = self.parts(tuple.elems);
                Expr::Tuple(tuple)
            }
            Expr::Struct(mut built) => {
                for field in &mut built.fields {
                    field.colon_token.get_or_insert(Token![:](Span::mixed_site()));
                    field.expr = self.part(field.expr.clone());
                }
                Expr::Struct(built)
            }
            Expr::Call(mut call) => {
                self.note_constructor(&call);
                call.args = self.parts(call.args);
                Expr::Call(call)
            }
            other => other,
        }
    }

    /// Whether this does nothing but put its parts together. Whether it is built now or at exit makes no difference then.
    pub fn has_parts(&self, expr: &Expr) -> bool {
        self.context.takes_apart
            && match expr {
                Expr::Paren(paren) => paren.attrs.is_empty() && self.has_parts(&paren.expr),
                Expr::Group(group) => self.has_parts(&group.expr),
                Expr::Array(array) => array.attrs.is_empty(),
                Expr::Tuple(tuple) => tuple.attrs.is_empty(),
                // `..rest` takes fields out of a value, which would be moved as a whole.
                Expr::Struct(built) => {
                    built.attrs.is_empty()
                        && built.rest.is_none()
                        && built.dot2_token.is_none()
                        && built.fields.iter().all(|field| field.attrs.is_empty())
                }
                Expr::Call(call) => call.attrs.is_empty() && self.is_constructor(&call.func),
                _ => false,
            }
    }

    fn is_constructor(&self, callee: &Expr) -> bool {
        let Expr::Path(path) = callee else { return false };
        let is_unhidden = || {
            path.path
                .get_ident()
                .is_some_and(|name| !(self.context.is_bound)(&names::name_of(name)))
        };
        guesses::is_constructor(callee) && is_unhidden()
    }

    fn parts(&mut self, parts: Punctuated<Expr, Token![,]>) -> Punctuated<Expr, Token![,]> {
        let mut written = Punctuated::new();
        for pair in parts.into_pairs() {
            let (part, comma) = pair.into_tuple();
            written.push_value(self.part(part));
            comma.into_iter().for_each(|comma| written.push_punct(comma));
        }
        written
    }

    fn part(&mut self, part: Expr) -> Expr {
        match part {
            Expr::Lit(_) => part,
            Expr::Path(_) if self.is_lent(&part) => lent(part),
            Expr::Reference(mut address) if address.attrs.is_empty() => {
                // What is further in may be in another place at exit, if it is by way of a reference.
                let is_name = matches!(&*address.expr, Expr::Path(path) if path.path.get_ident().is_some());
                if !is_name && (is_place(&address.expr) || is_part(&address.expr)) {
                    return self.value(Expr::Reference(address), false);
                }
                if !is_name {
                    *address.expr = self.referenced(*address.expr, address.mutability.is_some());
                }
                Expr::Reference(address)
            }
            whole => self.whole(whole),
        }
    }

    /// What the address is taken of, at exit, where that is a value.
    pub fn referenced(&mut self, value: Expr, is_mutable: bool) -> Expr {
        match value {
            literal @ Expr::Lit(_) => literal,
            address @ Expr::Reference(_) => self.part(address),
            whole if self.has_parts(&whole) => self.whole(whole),
            value => self.value(value, is_mutable),
        }
    }

    /// A function may have the name of a constructor, and do something. It is no pattern.
    fn note_constructor(&mut self, call: &ExprCall) {
        let here = Span::mixed_site().located_at(call.func.span());
        let name = &call.func;
        let made = match &**name {
            Expr::Path(path) if path.path.is_ident("Some") => {
                quote_spanned!(here=> ::core::option::Option::Some(()))
            }
            _ => quote_spanned!(here=> ::core::result::Result::<(), ()>::Ok(())),
        };
        let check = quote_spanned!(here=> match #made { #name(..) => {} _ => {} });
        self.checks.push(Stmt::Expr(Expr::Verbatim(check), None));
    }
}
