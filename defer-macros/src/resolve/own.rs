//! Which locals are no references, as far as the way they are written tells: a part of one that is moved may be given back to it.

use super::facts::{How, LocalId, PartMoved, Position};
use super::walk::Walk;
use crate::guesses;
use crate::syntax::names;
use crate::syntax::sharing::is_made_by_constructor;
use proc_macro2::Span;
use syn::{Expr, FnArg, Pat, ReceiverKind, Type};

impl Walk<'_> {
    /// Of the function's parameters.
    pub fn note_own_inputs(&mut self) {
        for input in self.written.inputs {
            let name = match input {
                FnArg::Receiver(receiver) if matches!(receiver.kind, ReceiverKind::Value) => "self".to_owned(),
                FnArg::Typed(typed) if is_own(&typed.ty) => match &*typed.pat {
                    Pat::Ident(bound) if bound.by_ref.is_none() => names::name_of(&bound.ident),
                    _ => continue,
                },
                _ => continue,
            };
            self.facts.own.extend(self.local_named(&name));
        }
    }

    /// Of what a `let` declares.
    pub fn note_own(&mut self, written: &syn::Local, declared: &[LocalId]) {
        let is_own = match (&written.pat, &written.init) {
            (Pat::Type(annotated), _) => matches!(*annotated.pat, Pat::Ident(_)) && is_own(&annotated.ty),
            (Pat::Ident(bound), Some(init)) => {
                bound.by_ref.is_none() && (matches!(*init.expr, Expr::Tuple(_)) || is_made_by_constructor(&init.expr))
            }
            _ => false,
        };
        if is_own {
            self.facts.own.extend(declared);
        }
    }

    /// What a closure does with parts that it captures by value is no business of those around: it has them.
    pub fn capture_parts(&mut self, places: Vec<Position>) {
        for at in places {
            self.facts.part_moves.remove(&at);
            self.facts.by_value.insert(at);
        }
    }

    /// A part of a local is used by value.
    pub fn uses_part(&mut self, local: LocalId, path: Vec<String>, span: Span) {
        let count = self.facts.uses.len();
        self.uses(local, How::MaybeMoved, None, span);
        if let Some(used) = self.facts.uses.get(count) {
            self.facts.by_value.insert(used.at);
            self.facts.part_moves.insert(used.at, PartMoved::ByValue);
            self.facts.parts.insert(used.at, path);
        }
    }
}

/// Whether a value of this type is no reference nor a box, unless it is one by another name.
fn is_own(ty: &Type) -> bool {
    match ty {
        Type::Tuple(_) => true,
        Type::Paren(paren) => is_own(&paren.elem),
        Type::Path(path) => {
            let last = path.path.segments.last();
            path.qself.is_none()
                && last.is_some_and(|last| last.ident != "Box" && !guesses::is_type_parameter(&last.ident))
        }
        _ => false,
    }
}
