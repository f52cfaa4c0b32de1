//! Each kind of expression: what it does to the locals that it names, in the order in which it is evaluated.

use super::facts::{BlockEnd, How, LocalId, Position};
use super::scopes::IN_CONSTANT;
use super::walk::Walk;
use crate::syntax::takes::Apart;
use crate::syntax::{names, success};
use proc_macro2::Span;
use syn::spanned::Spanned;
use syn::visit_mut::{self, VisitMut};
use syn::{Expr, Pat, parse_quote_spanned};

impl Walk<'_> {
    /// A name that is read where it stands.
    pub fn mention(&mut self, name: &str, span: Span) {
        if let Some(local) = self.meant_by(name) {
            self.uses(local, How::Mentioned, None, span);
        }
    }

    /// The local that is named here.
    pub fn meant_by(&mut self, name: &str) -> Option<LocalId> {
        self.note_doubtful(name);
        self.local_named(name)
    }

    /// Notes where a name may be that of a local that isn't known.
    pub fn note_doubtful(&mut self, name: &str) {
        if let Some(from) = self.doubtful(name) {
            let at = self.tick();
            self.doubtful.push((at, from));
        }
    }

    /// An expression whose value is moved from where it stands.
    pub fn value(&mut self, expr: &mut Expr) {
        self.operand(expr, How::Moved);
    }

    /// An argument of a call.
    pub fn argument(&mut self, expr: &mut Expr) {
        let used = self.facts.uses.len();
        self.operand(expr, How::Passed);
        self.could_be_handed(expr, used, false);
    }

    /// An expression that uses a local so if it is its name. One of further out is moved in a value that leaves the scope.
    fn operand(&mut self, expr: &mut Expr, how: How) {
        let Some(name) = names::bare_name(expr).cloned() else {
            return self.part(expr);
        };
        if let Some(local) = self.meant_by(&names::name_of(&name)) {
            let from = self.facts.locals[local].from;
            let leaves = self.place.leaving_since.is_some_and(|since| from < since);
            self.uses(local, if leaves { How::Moved } else { how }, None, name.span());
        }
    }

    /// An expression whose value may be moved: a name, or a part of what that names.
    pub fn maybe_moved(&mut self, expr: &mut Expr) {
        let Some(name) = names::bare_name(expr) else {
            return self.part(expr);
        };
        if let Some(local) = self.meant_by(&names::name_of(name)) {
            self.uses(local, How::MaybeMoved, None, name.span());
        }
    }

    /// The same of an expression that is no name.
    fn part(&mut self, expr: &mut Expr) {
        match expr {
            Expr::Field(_) => self.field(expr, |walk, base| walk.maybe_moved(base)),
            Expr::Unary(syn::ExprUnary {
                op: syn::UnOp::Deref(_),
                expr,
                ..
            })
            | Expr::Paren(syn::ExprParen { expr, .. }) => self.maybe_moved(expr),
            _ => self.visit_expr_mut(expr),
        }
    }

    /// A field. Of a local, it is noted which part of that is used.
    fn field(&mut self, expr: &mut Expr, walk: impl FnOnce(&mut Self, &mut Expr)) {
        let path = names::path_of_fields(expr);
        let Expr::Field(field) = expr else { return };
        let first = self.facts.uses.len();
        walk(self, &mut field.base);
        if let (Some(path), [only]) = (path, &self.facts.uses[first..]) {
            self.facts.parts.insert(only.at, path);
        }
    }

    /// Walks code; gives the locals of further out that it uses.
    pub fn used_by(&mut self, walk: impl FnOnce(&mut Self)) -> Vec<LocalId> {
        let (first, begin) = (self.facts.uses.len(), self.tick());
        walk(self);
        self.used_since(first, begin)
    }

    fn assign(&mut self, expr: &mut Expr) {
        let Expr::Assign(assign) = expr else { return };
        // `_ = a` leaves it where it is.
        if matches!(*assign.left, Expr::Infer(_)) {
            return self.visit_expr_mut(&mut assign.right);
        }
        let Some(name) = names::bare_name(&assign.left).cloned() else {
            self.value(&mut assign.right);
            let message = "a deferred call can't stand in the place of an assignment: write it before";
            let (first, is_part) = (self.facts.uses.len(), names::path_of_fields(&assign.left).is_some());
            self.forbid(message, &mut assign.left);
            let given = self.facts.uses[first..].iter().map(|used| used.at);
            self.facts.given_parts.extend(given.filter(|_| is_part));
            return;
        };
        let text = names::name_of(&name);
        let (is_operand, is_root) = (is_operand(&assign.right, &text), is_root(&assign.right, &text));
        // What can't be anything else for one value, can't be for the others.
        let is_copy = is_shared_borrow(&assign.right);
        let sources = self.used_by(|walk| walk.value(&mut assign.right));
        let Some(local) = self.meant_by(&text) else { return };
        if is_copy && self.facts.locals[local].is_late {
            self.facts.locals[local].is_copy = true;
        }
        if is_operand {
            self.uses(local, How::Moved, None, name.span());
        } else if is_root {
            self.uses(local, How::Refreshed, None, name.span());
        }
        if sources.contains(&local) {
            self.uses(local, How::Advanced, None, name.span());
        } else if let Some(since) = self.made_from_since(&sources, local) {
            self.uses(local, How::Advanced, Some(since), name.span());
        }
        self.uses(local, How::Assigned, None, name.span());
        self.note_assigned(local, expr);
    }

    /// Takes an assignment out of its statement: what it assigns may have to be dropped behind it.
    fn note_assigned(&mut self, local: LocalId, expr: &mut Expr) {
        if self.place.opaque_since.is_some() || self.place.is_quiet || self.facts.locals[local].is_copy {
            return;
        }
        let used = self.facts.uses.len() - 1;
        self.facts.assigned.insert(used, self.place.scope);
        let expr_of_it = std::mem::replace(expr, Expr::PLACEHOLDER);
        *expr = self.take_out(super::source::Hole::Assigned { expr: expr_of_it, used });
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

    /// Walks code in which no deferred call of this scope may stand.
    pub fn forbid(&mut self, message: &'static str, expr: &mut Expr) {
        self.with(
            |place| &mut place.forbidden,
            Some(message),
            |walk| walk.visit_expr_mut(expr),
        );
    }

    pub fn arm(&mut self, arm: &mut syn::Arm, sources: &[LocalId], apart: Option<LocalId>, is_tail: bool) -> Position {
        let outer = self.in_view();
        self.declare_refutable(&arm.pat, sources);
        if let Pat::Guard(guard) = &mut arm.pat {
            let message = "a deferred call can't stand in the guard of a match arm: write it in the arm";
            self.forbid(message, &mut guard.guard);
        }
        let bound = self.locals_since(outer);
        if let Some(local) = apart {
            self.takes_apart(local, &arm.pat, Apart::of(&arm.pat));
        }
        if let Expr::Macro(call) = &*arm.body
            && names::is_deferred(&call.mac.path)
        {
            let (call, here) = (&arm.body, arm.body.span());
            *arm.body = parse_quote_spanned!(here=> { #call; });
        }
        let begin = self.tick();
        let may_bind_anew = !bound.is_empty() && self.holds(&arm.body);
        self.with(|place| &mut place.is_tail, is_tail, |walk| walk.value(&mut arm.body));
        if may_bind_anew {
            let body = std::mem::replace(&mut *arm.body, Expr::PLACEHOLDER);
            *arm.body = self.take_out(super::source::Hole::Arm { body, bound });
        }
        begin
    }
}

impl VisitMut for Walk<'_> {
    fn visit_item_mut(&mut self, _: &mut syn::Item) {}
    fn visit_type_mut(&mut self, _: &mut syn::Type) {}
    fn visit_attribute_mut(&mut self, _: &mut syn::Attribute) {}
    fn visit_pat_mut(&mut self, _: &mut Pat) {}

    fn visit_block_mut(&mut self, block: &mut syn::Block) {
        self.block(block, BlockEnd::Value, Vec::new());
    }

    fn visit_expr_mut(&mut self, expr: &mut Expr) {
        let is_tail = std::mem::take(&mut self.place.is_tail);
        let tail = is_tail.then(|| self.begin_tail(expr)).flatten();
        match expr {
            Expr::Path(path) => {
                if let Some(name) = path.path.get_ident() {
                    self.mention(&names::name_of(name), name.span());
                }
            }
            Expr::Call(call) => {
                self.callee(&mut call.func);
                self.note_called(&call.func);
                match success::made_by(call).is_some() {
                    // A success that is built behind the deferred calls takes it along (rule 6.5).
                    true => call.args.iter_mut().for_each(|part| self.operand(part, How::Passed)),
                    false => call.args.iter_mut().for_each(|argument| self.argument(argument)),
                }
            }
            Expr::MethodCall(call) => self.method_call(call),
            Expr::Field(_) => self.field(expr, |walk, base| walk.visit_expr_mut(base)),
            Expr::Tuple(tuple) => tuple.elems.iter_mut().for_each(|element| self.value(element)),
            Expr::Array(array) => array.elems.iter_mut().for_each(|element| self.value(element)),
            Expr::Struct(made) => {
                made.fields.iter_mut().for_each(|field| self.value(&mut field.expr));
                made.rest.iter_mut().for_each(|rest| self.value(rest));
            }
            Expr::Assign(_) => self.assign(expr),
            // Most are numbers, which only leave with what is returned; what is assigned anew is looked for there.
            Expr::Binary(both) if matches!(both.op, syn::BinOp::And(_) | syn::BinOp::Or(_)) => self.maybe(both),
            Expr::Binary(both) if takes_operands(&both.op) => {
                self.operand(&mut both.left, How::MaybeMoved);
                self.operand(&mut both.right, How::MaybeMoved);
            }
            Expr::Return(_) | Expr::Break(_) | Expr::Continue(_) => self.exit(expr),
            Expr::Try(_) => self.question(expr),
            Expr::Await(wait) => {
                let used = self.facts.uses.len();
                self.value(&mut wait.base);
                self.note_await();
                if names::bare_name(&wait.base).is_some() {
                    self.could_be_handed(expr, used, true);
                }
            }
            Expr::Closure(_) => self.closure(expr),
            Expr::Async(_) => self.async_block(expr),
            Expr::Let(condition) => {
                if let Some(local) = self.matched(condition) {
                    self.takes_apart(local, &condition.pat, Apart::of(&condition.pat));
                }
            }
            Expr::If(_) => self.branch(expr, is_tail),
            Expr::While(_) | Expr::ForLoop(_) | Expr::Loop(_) => self.repeat(expr),
            Expr::Match(_) => self.choice(expr, is_tail),
            Expr::Block(_) => self.block_expr(expr, is_tail),
            Expr::Unsafe(block) => self.elsewhere(
                |place| (place.in_unsafe, place.is_tail) = (true, is_tail),
                |walk| walk.visit_block_mut(&mut block.block),
            ),
            Expr::TryBlock(block) => self.with(
                |place| &mut place.in_attempt,
                true,
                |walk| walk.visit_block_mut(&mut block.block),
            ),
            Expr::Const(block) if self.block_holds(&block.block) => self.errors.at(block.const_token, IN_CONSTANT),
            Expr::Const(block) => self.opaque(|walk| walk.visit_block_mut(&mut block.block)),
            Expr::Repeat(repeated) if self.holds(&repeated.len) => {
                self.errors.at(&repeated.len, IN_CONSTANT);
            }
            Expr::Macro(call) => {
                if let Some(hole) = self.call(&call.mac, &call.attrs, false) {
                    *expr = hole;
                }
            }
            _ => visit_mut::visit_expr_mut(self, expr),
        }
        if let Some(tail) = tail {
            self.end_tail(tail);
        }
    }
}

fn is_shared_borrow(expr: &Expr) -> bool {
    matches!(expr, Expr::Reference(reference) if reference.mutability.is_none())
}

/// Whether the operator takes its operands by value, whatever they are.
fn takes_operands(operator: &syn::BinOp) -> bool {
    use syn::BinOp::{Add, BitAnd, BitOr, BitXor, Div, Mul, Rem, Shl, Shr, Sub};
    matches!(
        operator,
        Add(_) | Sub(_) | Mul(_) | Div(_) | Rem(_) | BitXor(_) | BitAnd(_) | BitOr(_) | Shl(_) | Shr(_)
    )
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
        Expr::Binary(both) if takes_operands(&both.op) => [&both.left, &both.right]
            .into_iter()
            .any(|operand| is_it(operand) || is_operand(operand, name)),
        Expr::Unary(syn::ExprUnary {
            op: syn::UnOp::Neg(_) | syn::UnOp::Not(_),
            expr,
            ..
        }) => is_it(expr) || is_operand(expr, name),
        _ => false,
    }
}
