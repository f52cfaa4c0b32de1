//! What a value borrows, and whether it has no destructor, as far as how it is written tells.

use crate::guesses;
use crate::syntax::dropless;
use crate::syntax::names;
use crate::syntax::patterns;
use crate::syntax::place::Place;
use crate::syntax::returned::is_primitive;
use quote::ToTokens;
use syn::punctuated::Punctuated;
use syn::{Arm, Block, Expr, ExprIf, ExprMatch, Local, Pat, Stmt, Token, Type};

/// What a value borrows.
#[derive(Debug, PartialEq)]
pub struct Borrow {
    pub places: Vec<Place>,
    pub is_mutable: bool,
    pub how: How,
}

/// How that is told.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum How {
    /// It is written as a reference.
    Written,
    /// By the name of a method.
    Named,
    /// Something is lent to what makes it.
    Untold,
}

impl Borrow {
    /// Of what a `let` declares; nothing where that is made of something else.
    pub fn of_let(local: &Local) -> Option<Self> {
        let value = &local.init.as_ref()?.expr;
        let pat = patterns::bare(&local.pat);
        let borrow = Borrow::of(value).or_else(|| Borrow::by_pattern(pat, Place::of(value)?));
        match &local.pat {
            Pat::Type(annotated) if !dropless::is_type(&annotated.ty) => None,
            Pat::Type(annotated) => borrow.or_else(|| Borrow::by_type(value, &annotated.ty)),
            _ => borrow.or_else(|| Borrow::by_what_is_lent(value)),
        }
    }

    fn of(value: &Expr) -> Option<Self> {
        match value {
            Expr::Reference(reference) => Some(Borrow {
                places: vec![Place::of(&reference.expr)?],
                is_mutable: reference.mutability.is_some(),
                how: How::Written,
            }),
            Expr::Paren(paren) => Borrow::of(&paren.expr),
            Expr::Group(group) => Borrow::of(&group.expr),
            Expr::Unsafe(block) => Borrow::of(alone_in(&block.block)?),
            Expr::Try(attempt) => Borrow::of(&attempt.expr),
            Expr::MethodCall(call) if guesses::passes_on_what_it_borrows(&call.method.to_string()) => {
                Borrow::of(&call.receiver).map(Borrow::likely)
            }
            Expr::MethodCall(call) => {
                let is_mutable = guesses::lends(&call.method.to_string())?;
                Some(Borrow {
                    places: vec![Place::at_root(&call.receiver)?],
                    is_mutable,
                    how: How::Named,
                })
            }
            Expr::Tuple(tuple) => Borrow::of_parts(tuple.elems.iter()),
            Expr::Call(call) if is_capitalised(&call.func) || guesses::makes_a_view(&call.func) => {
                Borrow::of_parts(call.args.iter()).map(Borrow::likely)
            }
            Expr::Struct(made) if made.rest.is_none() => {
                Borrow::of_parts(made.fields.iter().map(|field| &field.expr)).map(Borrow::likely)
            }
            Expr::Match(choice) => Borrow::of_match(choice),
            Expr::If(choice) => Borrow::of_branches(choice),
            Expr::Block(block) if block.label.is_none() => Borrow::of(alone_in(&block.block)?),
            _ => None,
        }
    }

    /// What several values borrow that have no destructor themselves.
    fn of_parts<'e>(parts: impl Iterator<Item = &'e Expr>) -> Option<Self> {
        let mut all = Borrow {
            places: Vec::new(),
            is_mutable: false,
            how: How::Written,
        };
        for part in parts {
            match (Borrow::of(part), Kind::of(part)) {
                (Some(borrow), _) => {
                    all.places.extend(borrow.places);
                    all.is_mutable |= borrow.is_mutable;
                    all.how = all.how.max(borrow.how);
                }
                (None, Kind::Dropless) => {}
                (None, _) => return None,
            }
        }
        (!all.places.is_empty()).then_some(all)
    }

    /// A reference by its type borrows from what its value is made of.
    fn by_type(made: &Expr, ty: &Type) -> Option<Self> {
        let mut lent = Lent::default();
        lent.note(made);
        let places = [lent.as_references, lent.otherwise].concat();
        (!places.is_empty()).then(|| Borrow {
            places,
            is_mutable: names::mentions_word(&ty.to_token_stream(), &["mut"]),
            how: How::Named,
        })
    }

    /// What is lent to the calls that make a value, which may borrow it.
    fn by_what_is_lent(made: &Expr) -> Option<Self> {
        let mut lent = Lent::default();
        lent.note(made);
        (!lent.as_references.is_empty()).then_some(Borrow {
            places: lent.as_references,
            is_mutable: true,
            how: How::Untold,
        })
    }

    /// `if c { &mut place } else { &mut other }`: whichever it is, both are borrowed.
    fn of_branches(choice: &ExprIf) -> Option<Self> {
        let (_, otherwise) = choice.else_branch.as_ref()?;
        let branches = [alone_in(&choice.then_branch)?, otherwise];
        Borrow::of_each(
            branches
                .into_iter()
                .filter(|branch| may_be_given(branch))
                .map(Borrow::of),
        )
    }

    /// The same of a `match`; `match place { Some(ref mut part) => part, None => return }`: but for the arms that leave.
    fn of_match(choice: &ExprMatch) -> Option<Self> {
        let arms = choice.arms.iter().filter(|arm| may_be_given(&arm.body));
        Borrow::of_each(arms.map(|arm| Borrow::of_arm(choice, arm)))
    }

    fn of_each(borrows: impl Iterator<Item = Option<Self>>) -> Option<Self> {
        let all = borrows.collect::<Option<Vec<_>>>()?.into_iter();
        all.reduce(|one, other| Borrow {
            places: [one.places, other.places].concat(),
            is_mutable: one.is_mutable || other.is_mutable,
            how: one.how.max(other.how),
        })
    }

    /// What an arm gives: of what it matches, or of something else.
    fn of_arm(choice: &ExprMatch, arm: &Arm) -> Option<Self> {
        let bound = patterns::bound_in_choice(&arm.pat);
        let is_bound = |name: &str| bound.iter().any(|bound| names::name_of(&bound.ident) == name);
        let is_part = |given: &Expr| names::bare_name(given).is_some_and(|given| is_bound(&names::name_of(given)));
        let are_parts = match &*arm.body {
            Expr::Tuple(parts) => !parts.elems.is_empty() && parts.elems.iter().all(is_part),
            given => is_part(given),
        };
        if are_parts {
            return Borrow::of(&choice.expr).or_else(|| Borrow::by_pattern(&arm.pat, Place::of(&choice.expr)?));
        }
        Borrow::of(&arm.body).filter(|borrow| !borrow.places.iter().any(|place| is_bound(place.base())))
    }

    /// What a pattern binds of a place, if all of that by `ref`.
    fn by_pattern(pat: &Pat, place: Place) -> Option<Self> {
        let bound = patterns::bound_by(pat);
        let are_references = !bound.is_empty() && bound.iter().all(|bound| bound.by_ref.is_some());
        are_references.then(|| Borrow {
            places: vec![place],
            is_mutable: bound.iter().any(|bound| bound.mutability.is_some()),
            how: How::Written,
        })
    }

    fn likely(self) -> Self {
        Borrow {
            how: self.how.max(How::Named),
            ..self
        }
    }
}

/// Whether a local has a destructor.
#[derive(Debug, Clone, Copy, PartialEq)]
pub enum Kind {
    /// It has none.
    Dropless,
    /// It has none, as far as names tell.
    Likely,
    Untold,
    /// Its type is written, and may have one.
    Told,
    /// What it refers to is a value that lives as long as it, and may have one.
    Temporary,
}

impl Kind {
    /// Of what a `let` declares.
    pub fn of_let(local: &Local) -> Self {
        let Some(init) = &local.init else { return Kind::Told };
        if lives_as_long(local, &init.expr) {
            return Kind::Temporary;
        }
        match &local.pat {
            Pat::Type(annotated) if dropless::is_type(&annotated.ty) || is_primitive(&annotated.ty) => Kind::Dropless,
            Pat::Type(_) => Kind::Told,
            pat if patterns::bound_by(pat).is_empty() && !matches!(pat, Pat::Macro(_)) => Kind::Dropless,
            _ => match Borrow::of_let(local) {
                Some(Borrow { how: How::Written, .. }) => Kind::Dropless,
                Some(Borrow { how: How::Named, .. }) => Kind::Likely,
                _ => Kind::of(&init.expr),
            },
        }
    }

    fn of(value: &Expr) -> Self {
        match value {
            Expr::Lit(_) | Expr::Cast(_) => Kind::Dropless,
            Expr::Binary(binary) if is_comparison(&binary.op) => Kind::Dropless,
            Expr::Paren(paren) => Kind::of(&paren.expr),
            Expr::Group(group) => Kind::of(&group.expr),
            // Nothing is moved out of these.
            Expr::Index(_) => Kind::Dropless,
            Expr::Unary(_) | Expr::Binary(_) => Kind::Likely,
            Expr::MethodCall(call) if guesses::gives_a_number(&call.method.to_string()) => Kind::Likely,
            Expr::Call(call) if is_of_primitive(&call.func) => Kind::Likely,
            Expr::Tuple(tuple) => tuple
                .elems
                .iter()
                .map(Kind::of)
                .max_by_key(|kind| *kind as u8)
                .unwrap_or(Kind::Dropless),
            _ => Kind::Untold,
        }
    }
}

/// Whether a value that is made for a `let` may live as long as what that declares.
fn lives_as_long(local: &Local, value: &Expr) -> bool {
    let is_bound_by_reference = || {
        patterns::bound_by(&local.pat)
            .iter()
            .any(|bound| bound.by_ref.is_some())
    };
    has_temporary(value) || is_bound_by_reference() && Place::of(value).is_none()
}

/// Whether a reference in it is one to such a value.
fn has_temporary(value: &Expr) -> bool {
    let ends_with = |block: &Block| matches!(block.stmts.last(), Some(Stmt::Expr(last, None)) if has_temporary(last));
    match value {
        Expr::Reference(reference) => Place::of(&reference.expr).is_none(),
        Expr::Paren(paren) => has_temporary(&paren.expr),
        Expr::Group(group) => has_temporary(&group.expr),
        Expr::Cast(cast) => has_temporary(&cast.expr),
        Expr::Tuple(tuple) => tuple.elems.iter().any(has_temporary),
        Expr::Array(array) => array.elems.iter().any(has_temporary),
        Expr::Struct(made) => made.fields.iter().any(|field| has_temporary(&field.expr)),
        Expr::Call(call) if is_capitalised(&call.func) => call.args.iter().any(has_temporary),
        Expr::Block(block) => ends_with(&block.block),
        Expr::Unsafe(block) => ends_with(&block.block),
        Expr::If(choice) => {
            let otherwise = choice.else_branch.as_ref();
            ends_with(&choice.then_branch) || otherwise.is_some_and(|(_, otherwise)| has_temporary(otherwise))
        }
        Expr::Match(choice) => {
            let mut arms = choice.arms.iter().map(|arm| &*arm.body);
            arms.any(|arm| !leaves(arm) && has_temporary(arm))
        }
        Expr::Macro(_) => true,
        _ => false,
    }
}

fn is_comparison(op: &syn::BinOp) -> bool {
    use syn::BinOp::*;
    matches!(op, Eq(_) | Ne(_) | Lt(_) | Le(_) | Gt(_) | Ge(_) | And(_) | Or(_))
}

/// `usize::min`
fn is_of_primitive(callee: &Expr) -> bool {
    let Expr::Path(callee) = callee else { return false };
    let first = callee.path.segments.first().filter(|_| callee.path.segments.len() == 2);
    first.is_some_and(|first| guesses::is_primitive(&first.ident.clone().into()))
}

fn is_capitalised(callee: &Expr) -> bool {
    let Expr::Path(callee) = callee else { return false };
    callee
        .path
        .segments
        .last()
        .is_some_and(|last| guesses::is_capitalised(&last.ident))
}

/// The value that is all of a block.
fn alone_in(block: &Block) -> Option<&Expr> {
    match &*block.stmts {
        [Stmt::Expr(value, None)] => Some(value),
        _ => None,
    }
}

/// Whether a branch gives something that may borrow.
fn may_be_given(branch: &Expr) -> bool {
    let given = match branch {
        Expr::Block(block) => alone_in(&block.block),
        given => Some(given),
    };
    let name = given.and_then(names::bare_name);
    !leaves(branch) && name.is_none_or(|name| name != "None")
}

/// Whether an iterator is a range, which holds and gives no borrow.
pub fn counts(iterator: &Expr) -> bool {
    match iterator {
        Expr::Range(_) => true,
        Expr::Paren(paren) => counts(&paren.expr),
        Expr::MethodCall(call) => (call.method == "rev" || call.method == "step_by") && counts(&call.receiver),
        _ => false,
    }
}

/// Whether control doesn't come behind an expression, as it is written.
fn leaves(expr: &Expr) -> bool {
    match expr {
        Expr::Return(_) | Expr::Break(_) | Expr::Continue(_) => true,
        Expr::Block(block) => match block.block.stmts.last() {
            Some(Stmt::Expr(last, _)) => leaves(last),
            Some(Stmt::Macro(last)) => guesses::never_returns(&last.mac.path),
            _ => false,
        },
        Expr::Macro(call) => guesses::never_returns(&call.mac.path),
        _ => false,
    }
}

/// What is lent to calls.
#[derive(Default)]
struct Lent {
    /// As references that are written.
    as_references: Vec<Place>,
    /// As receivers, or as references if they are some.
    otherwise: Vec<Place>,
}

impl Lent {
    fn note(&mut self, made: &Expr) {
        match made {
            Expr::Call(call) => self.note_arguments(&call.args),
            Expr::MethodCall(call) => {
                self.note_arguments(&call.args);
                match Place::at_root(&call.receiver) {
                    Some(place) => self.otherwise.push(place),
                    None => self.note(&call.receiver),
                }
            }
            Expr::Try(attempt) => self.note(&attempt.expr),
            Expr::Paren(paren) => self.note(&paren.expr),
            _ => {}
        }
    }

    fn note_arguments(&mut self, arguments: &Punctuated<Expr, Token![,]>) {
        for argument in arguments {
            match argument {
                Expr::Reference(reference) => self.as_references.extend(Place::of(&reference.expr)),
                argument => self.otherwise.extend(Place::of(argument)),
            }
        }
    }
}
