//! Names in view: the locals that patterns declare, and names that may be something else's.

use super::facts::{Binding, Local, LocalId, Meaning, Position};
use super::in_view::Named;
use super::walk::Walk;
use crate::guesses;
use crate::syntax::dropless;
use crate::syntax::names::{self, Names};
use crate::syntax::patterns::declared_alone;
use crate::syntax::returned;
use crate::syntax::sharing::Sharing;
use crate::syntax::takes::Takes;
use proc_macro2::Ident;
use quote::ToTokens;
use syn::{Expr, FnArg, Generics, Pat, PatIdent, ReceiverKind, Type};

/// What a declaration tells of the locals that it declares.
#[derive(Clone, Copy)]
pub struct Told {
    pub is_parameter: bool,
    pub is_cursor: bool,
    pub is_copy: bool,
    pub is_copy_by_name: bool,
    pub is_reborrowed: bool,
    pub is_dropless: bool,
    pub is_boxed: bool,
    pub is_lent: bool,
    pub is_late: bool,
    pub sharing: Sharing,
    pub takes: Takes,
    pub may_hold_borrow: bool,
    pub is_hidden: bool,
}

impl Told {
    /// What is known of any.
    pub const NOTHING: Told = Told {
        is_parameter: false,
        is_cursor: false,
        is_copy: false,
        is_copy_by_name: false,
        is_reborrowed: false,
        is_dropless: false,
        is_boxed: false,
        is_lent: false,
        is_late: false,
        sharing: Sharing::Unknown,
        takes: Takes::Untold,
        may_hold_borrow: true,
        is_hidden: false,
    };

    /// Of what a macro declares, which may be `mut`.
    pub const HIDDEN: Told = Told {
        is_hidden: true,
        ..Told::NOTHING
    };

    /// What is known of what an iterator gives.
    pub const ITEM: Told = Told {
        sharing: Sharing::Given,
        ..Told::NOTHING
    };

    /// Of a parameter of this pattern and type.
    pub fn of_parameter(pat: &Pat, ty: &Type, generics: &Generics) -> Self {
        let is_reborrowed = is_mutable_reference(ty);
        let is_name = matches!(pat, Pat::Ident(_));
        Told {
            is_parameter: true,
            is_cursor: is_name && is_reborrowed,
            is_copy: is_copy_type(ty),
            is_copy_by_name: is_copy_by_name(ty) && is_name,
            is_reborrowed,
            is_dropless: is_name && dropless::is_type(ty),
            is_boxed: is_box(ty),
            is_lent: is_reborrowed,
            is_late: false,
            // What a pattern takes apart can't be made mutable where it is bound.
            sharing: if is_name { Sharing::of(ty) } else { Sharing::Unknown },
            takes: if is_name {
                Takes::of(ty, generics)
            } else {
                Takes::Untold
            },
            // What it borrows is outside.
            may_hold_borrow: false,
            is_hidden: false,
        }
    }

    /// Of a `let`.
    pub fn of_let(local: &syn::Local) -> Self {
        let annotated = match &local.pat {
            Pat::Type(annotated) => Some(&*annotated.ty),
            _ => None,
        };
        let init = local.init.as_ref().map(|init| &*init.expr);
        Told {
            is_copy: annotated.is_some_and(is_copy_type) || init.is_some_and(is_copy_value),
            is_copy_by_name: annotated.is_some_and(is_copy_by_name),
            is_reborrowed: init.is_some_and(is_mutable_borrow),
            is_dropless: declared_alone(&local.pat, None).is_some()
                && annotated.map_or_else(|| init.is_some_and(dropless::is_value), dropless::is_type),
            is_lent: init.is_some_and(|init| annotated.map_or_else(|| is_mutable_borrow(init), is_mutable_reference)),
            is_late: init.is_none() && declared_alone(&local.pat, None).is_some(),
            sharing: Sharing::of_let(local),
            may_hold_borrow: !annotated.is_some_and(returned::is_primitive) && !matches!(init, Some(Expr::Lit(_))),
            ..Told::NOTHING
        }
    }
}

impl Walk<'_> {
    /// Walks code whose names go out of view with it.
    pub fn scoped<T>(&mut self, walk: impl FnOnce(&mut Self) -> T) -> T {
        let outer = self.in_view.order.len();
        let found = walk(self);
        self.hide(outer);
        found
    }

    fn hide(&mut self, outer: usize) {
        let end = self.tick();
        for (name, named) in self.in_view.order.drain(outer..).rev() {
            self.in_view.by_name.get_mut(&name).and_then(Vec::pop);
            if let Named::Binding { at, .. } = named {
                self.facts.names.0.get_mut(&name).expect("it is a binding's")[at]
                    .span
                    .end = end;
            }
        }
    }

    /// How many names are in view.
    pub fn in_view(&self) -> usize {
        self.in_view.order.len()
    }

    /// The locals that have come into view since there were so many names.
    pub fn locals_since(&self, outer: usize) -> Vec<LocalId> {
        let local = |(_, named): &(String, Named)| match named {
            Named::Binding { local, .. } => *local,
            Named::Value => None,
        };
        self.in_view.order[outer..].iter().filter_map(local).collect()
    }

    /// The local that a name means, as far as it is known.
    pub fn local_named(&self, name: &str) -> Option<LocalId> {
        for named in self.in_view.by_name.get(name)?.iter().rev() {
            match named {
                Named::Value => return None,
                Named::Binding { local: Some(local), .. } => return Some(*local),
                Named::Binding { local: None, .. } => {}
            }
        }
        None
    }

    /// Where the last binding of the name is that is a local's or may be, if it is the latter.
    pub fn doubtful(&self, name: &str) -> Option<Position> {
        let bindings = self.facts.names.0.get(name)?;
        for named in self.in_view.by_name.get(name)?.iter().rev() {
            let Named::Binding { at, local: None } = named else {
                return None;
            };
            if bindings[*at].means != Meaning::Item {
                return Some(bindings[*at].span.start);
            }
        }
        None
    }

    /// Whether a local has this name, or may have; `self` is none that can be taken for a function.
    pub fn may_be_local(&self, name: &str) -> bool {
        name != "self" && (self.local_named(name).is_some() || self.doubtful(name).is_some())
    }

    /// Whether a name stays bound to a `&mut` reference, as far as the way it is bound tells; gives the macros that have to be those of
    /// the standard library for that.
    pub fn is_lent(&self, name: &Ident) -> Option<Vec<String>> {
        let name = names::name_of(name);
        let bindings = self.facts.names.0.get(&name)?;
        let mut std = Vec::new();
        for named in self.in_view.by_name.get(&name)?.iter().rev() {
            match (named, named.binding().map(|at| &bindings[at].means)) {
                (Named::Binding { local: Some(local), .. }, _) => {
                    return self.facts.locals[*local].is_lent.then_some(std);
                }
                (_, Some(Meaning::UnlessStd(name))) => std.push(name.clone()),
                _ => return None,
            }
        }
        None
    }

    /// The names of all locals in view, and of what may be one.
    pub fn locals_in_view(&self) -> Names {
        let names = self.in_view.by_name.keys();
        names.filter(|name| self.may_be_local(name)).cloned().collect()
    }

    fn bind(&mut self, name: String, means: Meaning) {
        let from = self.tick();
        let local = match means {
            Meaning::Local(local) => Some(local),
            _ => None,
        };
        let bindings = self.facts.names.0.entry(name.clone()).or_default();
        bindings.push(Binding {
            span: from..Position(u32::MAX),
            means,
        });
        let at = bindings.len() - 1;
        self.show(name, Named::Binding { at, local });
    }

    fn show(&mut self, name: String, named: Named) {
        self.in_view.by_name.entry(name.clone()).or_default().push(named);
        self.in_view.order.push((name, named));
    }

    /// The name of a value of now.
    pub fn declare_value(&mut self, name: &Ident) {
        self.show(names::name_of(name), Named::Value);
    }

    /// Notes that these names have another meaning than a local's, or may have.
    pub fn declare_names(&mut self, names: impl IntoIterator<Item = String>, means: &Meaning) {
        for name in names {
            self.bind(name, means.clone());
        }
    }

    /// Declares what a pattern binds, whose value names these locals.
    pub fn declare(&mut self, pat: &Pat, told: Told, sources: &[LocalId]) -> Vec<LocalId> {
        self.declare_bound(pat, &names::bound_by(pat), told, sources)
    }

    /// The same of the pattern of an arm or of an `if let`.
    pub fn declare_refutable(&mut self, pat: &Pat, sources: &[LocalId]) {
        self.declare_bound(pat, &names::bound_in_choice(pat), Told::NOTHING, sources);
    }

    fn declare_bound(&mut self, pat: &Pat, bound: &[&PatIdent], told: Told, sources: &[LocalId]) -> Vec<LocalId> {
        self.refuse_unknown(pat);
        let by_value = bound.iter().all(|bound| bound.by_ref.is_none());
        let sharing = if by_value { told.sharing } else { Sharing::Unknown };
        let told = Told { sharing, ..told };
        let is_name = match pat {
            Pat::Type(annotated) => matches!(*annotated.pat, Pat::Ident(_)),
            pat => matches!(pat, Pat::Ident(_)),
        };
        let told = Told {
            is_lent: told.is_lent && is_name && by_value,
            ..told
        };
        let locals = bound
            .iter()
            .map(|bound| self.declare_local(&bound.ident, bound.mutability.is_some(), told, sources));
        let mut locals: Vec<_> = locals.collect();
        self.declare_names(names::constants_or_bound_by(pat, bound), &Meaning::Constant);
        locals.extend(self.declare_in_macros_of(pat, told.is_parameter));
        locals
    }

    pub fn declare_local(&mut self, ident: &Ident, is_mut: bool, told: Told, sources: &[LocalId]) -> LocalId {
        let name = names::name_of(ident);
        let from = self.tick();
        let local = self.facts.locals.push(Local {
            name: name.clone(),
            owner: self.place.owner,
            from,
            is_parameter: told.is_parameter,
            is_mut,
            is_cursor: told.is_cursor,
            is_copy: told.is_copy,
            is_copy_by_name: told.is_copy_by_name,
            is_reborrowed: told.is_reborrowed,
            is_lent: told.is_lent && !is_mut,
            is_late: told.is_late,
            sharing: told.sharing,
            takes: told.takes,
            is_dropless: told.is_dropless,
            is_boxed: told.is_boxed,
            may_hold_borrow: told.may_hold_borrow,
            made_from: Vec::new(),
            is_self: name == "self",
            is_hidden: told.is_hidden,
        });
        self.source.locals.push(ident.clone());
        self.sources.push(sources.to_vec());
        self.bind(name, Meaning::Local(local));
        local
    }

    /// The parameters of the function.
    pub fn declare_inputs(&mut self) {
        for input in self.written.inputs {
            match input {
                FnArg::Typed(typed) => {
                    self.declare(
                        &typed.pat,
                        Told::of_parameter(&typed.pat, &typed.ty, self.written.generics),
                        &[],
                    );
                }
                FnArg::Receiver(receiver) => {
                    let mutability = match &receiver.kind {
                        ReceiverKind::Reference(_, _, mutability) => Some(mutability.is_some()),
                        _ => None,
                    };
                    let told = Told {
                        is_parameter: true,
                        is_cursor: mutability == Some(true),
                        is_copy: mutability == Some(false),
                        is_reborrowed: mutability == Some(true),
                        is_dropless: match &receiver.kind {
                            ReceiverKind::Typed(_, ty) => dropless::is_type(ty),
                            _ => false,
                        },
                        is_boxed: match &receiver.kind {
                            ReceiverKind::Typed(_, ty) => is_box(ty),
                            _ => false,
                        },
                        is_lent: match &receiver.kind {
                            ReceiverKind::Typed(_, ty) => is_mutable_reference(ty),
                            _ => mutability == Some(true),
                        },
                        may_hold_borrow: false,
                        takes: match &receiver.kind {
                            ReceiverKind::Value => Takes::Own {
                                is_mut: receiver.mutability.is_some(),
                            },
                            // A method takes the reference at most.
                            ReceiverKind::Reference(..) => Takes::Lent,
                            _ => Takes::Untold,
                        },
                        ..Told::NOTHING
                    };
                    let is_mut = receiver.mutability.is_some();
                    self.declare_local(&receiver.self_token.into(), is_mut, told, &[]);
                }
            }
        }
    }
}

fn is_box(ty: &Type) -> bool {
    matches!(ty, Type::Path(path) if path.path.segments.last().is_some_and(|last| last.ident == "Box"))
}

fn is_copy_type(ty: &Type) -> bool {
    match ty {
        Type::Reference(reference) => reference.mutability.is_none(),
        Type::Ptr(_) | Type::FnPtr(_) => true,
        Type::Paren(paren) => is_copy_type(&paren.elem),
        Type::Tuple(tuple) => tuple.elems.iter().all(is_copy_type),
        Type::Array(array) => is_copy_type(&array.elem),
        Type::Path(path) if path.qself.is_none() => {
            returned::is_primitive(ty) || guesses::optional(&path.path).is_some_and(is_copy_type)
        }
        _ => false,
    }
}

/// Whether it is `Copy` if an `Option` in it is that of the standard library.
fn is_copy_by_name(ty: &Type) -> bool {
    is_copy_type(ty) && names::mentions_word(&ty.to_token_stream(), &["Option"])
}

fn is_mutable_reference(ty: &Type) -> bool {
    matches!(ty, Type::Reference(reference) if reference.mutability.is_some())
}

fn is_mutable_borrow(expr: &Expr) -> bool {
    matches!(expr, Expr::Reference(reference) if reference.mutability.is_some())
}

fn is_copy_value(expr: &Expr) -> bool {
    match expr {
        Expr::Lit(_) | Expr::Cast(_) => true,
        Expr::Reference(reference) => reference.mutability.is_none(),
        Expr::Paren(paren) => is_copy_value(&paren.expr),
        Expr::Unary(unary) => matches!(*unary.expr, Expr::Lit(_)),
        _ => false,
    }
}
