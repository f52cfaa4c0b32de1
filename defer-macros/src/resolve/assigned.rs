//! Assignments: what the right side moves, and which locals get a new value from it.

use super::facts::{GivenId, How, LocalId, Position};
use super::given;
use super::source::Hole;
use super::walk::Walk;
use crate::syntax::names;
use crate::syntax::operators;
use std::collections::VecDeque;
use syn::visit_mut::VisitMut;
use syn::{Expr, ExprUnary, Ident, UnOp};

/// What is written on the right tells about a local that it is assigned to.
struct FromRight {
    /// The local is an operand of it, by value.
    from_operand: bool,
    /// It begins with a method of the local, or takes that apart.
    from_root: bool,
    is_shared_borrow: bool,
}

impl Walk<'_> {
    pub fn assign(&mut self, expr: &mut Expr) {
        let Expr::Assign(assign) = expr else { return };
        let at_once = std::mem::take(&mut self.place.is_overwritten);
        let places = given::places_in(&assign.left);
        // `_ = a` leaves it where it is.
        if matches!(*assign.left, Expr::Infer(_)) {
            return self.without_need(&mut assign.right, |walk, right| walk.visit_expr_mut(right));
        }
        let mut given = VecDeque::new();
        note_from_right(&assign.left, Some(&assign.right), &mut given);
        let takes_all = takes_all(&assign.left);
        let sources = self.used_by(|walk| match takes_all {
            true => walk.value(&mut assign.right),
            // `(a, _) = pair` leaves a part of it.
            false => walk.taken_in_part(&mut assign.right),
        });
        self.place_of(&mut assign.left, &mut given, &sources);
        let whole = names::bare_name(&assign.left).and_then(|name| self.local_named(&names::name_of(name)));
        let used = whole.and_then(|local| self.note_assigned(local));
        let given = self.note_new_values(&places, at_once);
        if used.is_some() || given.is_some() {
            self.take_out_assignment(expr, used, given);
        }
    }

    /// The places on the left of an assignment, one by one.
    fn place_of(&mut self, left: &mut Expr, given: &mut VecDeque<FromRight>, sources: &[LocalId]) {
        if let Some(name) = names::bare_name(left).cloned() {
            return given
                .pop_front()
                .into_iter()
                .for_each(|given| self.give(&name, &given, sources));
        }
        match left {
            Expr::Infer(_) => {}
            Expr::Paren(paren) => self.place_of(&mut paren.expr, given, sources),
            Expr::Group(group) => self.place_of(&mut group.expr, given, sources),
            Expr::Tuple(tuple) => self.places_of(&mut tuple.elems, given, sources),
            Expr::Array(array) => self.places_of(&mut array.elems, given, sources),
            Expr::Call(call) => self.places_of(&mut call.args, given, sources),
            Expr::Struct(made) => {
                let fields = made.fields.iter_mut();
                self.places_of(fields.map(|field| &mut field.expr), given, sources);
            }
            _ => {
                let message = "a deferred call can't stand in the place of an assignment: write it before";
                let first = self.facts.uses.len();
                let (is_part, is_behind_deref) = (names::is_part(left), names::is_behind_deref(left));
                self.forbid(message, left);
                let given = self.facts.uses[first..].iter().map(|used| used.at);
                match is_behind_deref {
                    true => self.facts.given_contents.extend(given),
                    false => self.facts.given_parts.extend(given.filter(|_| is_part)),
                }
            }
        }
    }

    fn places_of<'e>(
        &mut self,
        left: impl IntoIterator<Item = &'e mut Expr>,
        given: &mut VecDeque<FromRight>,
        sources: &[LocalId],
    ) {
        left.into_iter().for_each(|place| self.place_of(place, given, sources));
    }

    /// A local gets a new value.
    fn give(&mut self, name: &Ident, given: &FromRight, sources: &[LocalId]) {
        let Some(local) = self.meant_by(&names::name_of(name)) else {
            return;
        };
        // What can't be anything else for one value, can't be for the others.
        if given.is_shared_borrow && self.facts.locals[local].is_late {
            self.facts.locals[local].is_copy = true;
        }
        if given.from_operand {
            self.uses(local, How::Moved, None, name.span());
        } else if given.from_root {
            self.uses(local, How::Refreshed, None, name.span());
        }
        if sources.contains(&local) {
            self.uses(local, How::Advanced, None, name.span());
        } else if let Some(since) = self.made_from_since(sources, local) {
            self.uses(local, How::Advanced, Some(since), name.span());
        }
        self.uses(local, How::Assigned, None, name.span());
    }

    /// An assignment of what may have to be dropped behind it.
    fn note_assigned(&mut self, local: LocalId) -> Option<usize> {
        if self.place.opaque_since.is_some() || self.place.is_quiet || self.facts.locals[local].is_copy {
            return None;
        }
        let used = self.facts.uses.len() - 1;
        self.facts.assigned.insert(used, self.place.scope);
        Some(used)
    }

    /// Takes an assignment out of its statement.
    pub fn take_out_assignment(&mut self, expr: &mut Expr, used: Option<usize>, given: Option<GivenId>) {
        let assignment = std::mem::replace(expr, Expr::PLACEHOLDER);
        *expr = self.take_out(Hole::Assigned {
            expr: assignment,
            used,
            given,
        });
    }

    /// From where on a local is in view that is made from `source`, and that one of `locals` is, or is made from.
    fn made_from_since(&self, locals: &[LocalId], source: LocalId) -> Option<Position> {
        let from = self.facts.locals[source].from;
        let mut since = None;
        let mut seen = std::collections::BTreeSet::new();
        let mut open = locals.to_vec();
        while let Some(local) = open.pop() {
            let here = self.facts.locals[local].from;
            if here <= from || !seen.insert(local) {
                continue;
            }
            let sources = &self.sources[local.place()];
            match sources.contains(&source) {
                true => since = since.max(Some(here)),
                false => open.extend(sources),
            }
        }
        since
    }
}

/// What the right side tells about each local on the left, in their order. Of `(a, b) = (f(b), a)` each part tells about its own.
fn note_from_right(left: &Expr, right: Option<&Expr>, given: &mut VecDeque<FromRight>) {
    if let Some(name) = names::bare_name(left) {
        return given.push_back(FromRight::of(&names::name_of(name), right));
    }
    match left {
        Expr::Paren(paren) => note_from_right(&paren.expr, right, given),
        Expr::Group(group) => note_from_right(&group.expr, right, given),
        Expr::Tuple(syn::ExprTuple { elems: parts, .. }) | Expr::Array(syn::ExprArray { elems: parts, .. }) => {
            let sources = right.and_then(|right| parts_of(right, parts.len()));
            for (at, part) in parts.iter().enumerate() {
                note_from_right(part, sources.as_ref().map(|sources| sources[at]), given);
            }
        }
        Expr::Call(call) => call.args.iter().for_each(|part| note_from_right(part, None, given)),
        Expr::Struct(made) => made
            .fields
            .iter()
            .for_each(|field| note_from_right(&field.expr, None, given)),
        _ => {}
    }
}

/// The parts of a tuple or an array as it is written, if there are so many.
fn parts_of(right: &Expr, count: usize) -> Option<Vec<&Expr>> {
    let parts: Vec<_> = match right {
        Expr::Paren(paren) => return parts_of(&paren.expr, count),
        Expr::Tuple(tuple) => tuple.elems.iter().collect(),
        Expr::Array(array) => array.elems.iter().collect(),
        _ => return None,
    };
    (parts.len() == count).then_some(parts)
}

impl FromRight {
    fn of(name: &str, right: Option<&Expr>) -> FromRight {
        FromRight {
            from_operand: right.is_some_and(|right| is_operand(right, name)),
            from_root: right.is_some_and(|right| is_root(right, name)),
            is_shared_borrow: right.is_some_and(is_shared_borrow),
        }
    }
}

fn is_shared_borrow(expr: &Expr) -> bool {
    matches!(expr, Expr::Reference(reference) if reference.mutability.is_none())
}

/// Whether an expression begins with a method of the local of this name, or takes that apart.
fn is_root(expr: &Expr, name: &str) -> bool {
    let is_it = |expr: &Expr| names::bare_name(expr).is_some_and(|bare| names::name_of(bare) == name);
    match expr {
        Expr::MethodCall(call) => is_it(&call.receiver) || is_root(&call.receiver, name),
        Expr::Try(attempt) => is_root(&attempt.expr, name),
        Expr::Await(wait) => is_root(&wait.base, name),
        Expr::Paren(paren) => is_root(&paren.expr, name),
        Expr::Match(choice) => is_it(&choice.expr),
        _ => false,
    }
}

/// Whether the local of this name is an operand of the expression, by value.
fn is_operand(expr: &Expr, name: &str) -> bool {
    let is_it = |expr: &Expr| names::bare_name(expr).is_some_and(|bare| names::name_of(bare) == name);
    match expr {
        Expr::Paren(paren) => is_operand(&paren.expr, name),
        Expr::Binary(both) if operators::takes_operands(&both.op) => [&both.left, &both.right]
            .into_iter()
            .any(|operand| is_it(operand) || is_operand(operand, name)),
        Expr::Unary(ExprUnary {
            op: UnOp::Neg(_) | UnOp::Not(_),
            expr,
            ..
        }) => is_it(expr) || is_operand(expr, name),
        _ => false,
    }
}

/// Whether what is assigned goes into these places in whole.
fn takes_all(left: &Expr) -> bool {
    match left {
        Expr::Infer(_) => false,
        // `..`
        Expr::Range(range) => range.start.is_some() || range.end.is_some(),
        Expr::Paren(paren) => takes_all(&paren.expr),
        Expr::Group(group) => takes_all(&group.expr),
        Expr::Tuple(tuple) => tuple.elems.iter().all(takes_all),
        Expr::Array(array) => array.elems.iter().all(takes_all),
        Expr::Call(call) => call.args.iter().all(takes_all),
        Expr::Struct(made) => made.dot2_token.is_none() && made.fields.iter().all(|field| takes_all(&field.expr)),
        _ => true,
    }
}
