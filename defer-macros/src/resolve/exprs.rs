//! Each kind of expression: what it does to the locals that it names, in the order in which it is evaluated.

use super::facts::{BlockEnd, How, LocalId, PartMoved, Position};
use super::outside::Matched;
use super::scopes::IN_CONSTANT;
use super::source::Hole;
use super::walk::Walk;
use crate::guesses;
use crate::syntax::patterns;
use crate::syntax::takes::{self, Apart, Stands};
use crate::syntax::{names, operators, success};
use proc_macro2::Span;
use syn::spanned::Spanned;
use syn::visit_mut::{self, VisitMut};
use syn::{Expr, ExprUnary, Pat, UnOp, parse_quote_spanned};

impl Walk<'_> {
    /// A name that is read where it stands.
    pub fn mention(&mut self, name: &str, span: Span) {
        match self.meant_by(name) {
            Some(local) => self.uses(local, How::Mentioned, None, span),
            None => self.note_unseen(name, span, false),
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
            let first = self.facts.uses.len();
            self.part(expr);
            return self.note_operand(expr, first, how);
        };
        let text = names::name_of(&name);
        if let Some(local) = self.meant_by(&text) {
            let from = self.facts.locals[local].from;
            let leaves = self.place.leaving_since.is_some_and(|since| from < since);
            self.note_of_macro(&text);
            let first = self.facts.uses.len();
            self.uses(local, if leaves { How::Moved } else { how }, None, name.span());
            self.note_by_value(expr, first);
        } else {
            self.note_unseen(&text, name.span(), true);
        }
    }

    /// The same of one that is no name; what an operator is given is a number in most cases.
    fn note_operand(&mut self, expr: &Expr, first: usize, how: How) {
        self.note_by_value(expr, first);
        if let [only] = &self.facts.uses[first..]
            && how != How::MaybeMoved
            && names::path_of_fields(expr).is_some()
        {
            self.facts.part_moves.insert(only.at, PartMoved::ByValue);
        }
    }

    /// Notes that what has been walked, if it is a part of a local, is used by value.
    pub fn note_by_value(&mut self, expr: &Expr, first: usize) {
        if let (true, [only]) = (names::is_part(expr), &self.facts.uses[first..]) {
            self.facts.by_value.insert(only.at);
        }
    }

    /// An expression whose value may be moved: a name, or a part of what that names.
    pub fn maybe_moved(&mut self, expr: &mut Expr) {
        let Some(name) = names::bare_name(expr) else {
            return self.part(expr);
        };
        let (text, span) = (names::name_of(name), name.span());
        match self.meant_by(&text) {
            Some(local) => self.uses(local, How::MaybeMoved, None, span),
            None => self.note_unseen(&text, span, true),
        }
    }

    /// What a struct literal takes the other fields of, or an assignment some: what else it has is left.
    pub fn taken_in_part(&mut self, expr: &mut Expr) {
        let (used, quiet) = (self.facts.uses.len(), self.named_quietly.len());
        let path = names::path_of_fields(expr);
        self.maybe_moved(expr);
        let Some(mut path) = path else { return };
        self.named_quietly.truncate(quiet);
        let [only] = &self.facts.uses[used..] else { return };
        self.facts.matched.insert(only.at);
        path.push(takes::SOME_FIELD.to_owned());
        self.facts.moved_parts.insert(only.at, vec![path]);
    }

    /// A place that is named, and not looked at.
    pub fn without_need(&mut self, place: &mut Expr, walk: impl FnOnce(&mut Self, &mut Expr)) {
        let (first, quiet, is_part) = (self.facts.uses.len(), self.named_quietly.len(), names::is_part(place));
        walk(self, place);
        if is_part {
            self.named_quietly.truncate(quiet);
            let uses = self.facts.uses[first..].iter().map(|used| used.at);
            self.facts.unneeded.extend(uses);
        }
    }

    /// The same of an expression that is no name.
    fn part(&mut self, expr: &mut Expr) {
        match expr {
            Expr::Field(_) => self.field(expr, |walk, base| walk.maybe_moved(base)),
            Expr::Unary(ExprUnary {
                op: UnOp::Deref(_),
                expr,
                ..
            }) => {
                let first = self.facts.uses.len();
                self.maybe_moved(expr);
                let contents = self.facts.uses[first..].iter().map(|used| used.at);
                self.facts.contents.extend(contents);
            }
            Expr::Paren(syn::ExprParen { expr, .. }) => self.maybe_moved(expr),
            _ => self.visit_expr_mut(expr),
        }
    }

    /// A field. Of a local, it is noted which part of that is used.
    fn field(&mut self, expr: &mut Expr, walk: impl FnOnce(&mut Self, &mut Expr)) {
        let path = names::path_of_fields(expr);
        let Expr::Field(field) = expr else { return };
        let (first, unseen) = (self.facts.uses.len(), self.source.unseen.len());
        let quiet = self.named_quietly.len();
        walk(self, &mut field.base);
        self.note_part_unseen(unseen);
        if path.is_some() {
            self.named_quietly.truncate(quiet);
        }
        match (path, &self.facts.uses[first..]) {
            (Some(path), [only]) => {
                self.facts.parts.insert(only.at, path);
            }
            (None, [only]) if names::is_part(&field.base) => {
                self.facts.leftovers.insert(only.at);
            }
            _ => {}
        }
    }

    /// Walks code; gives the locals of further out that it uses.
    pub fn used_by(&mut self, walk: impl FnOnce(&mut Self)) -> Vec<LocalId> {
        let (first, begin) = (self.facts.uses.len(), self.tick());
        walk(self);
        self.used_since(first, begin)
    }

    /// The places and values of an operator like `+=`.
    pub fn operands_of_assignment(&mut self, both: &mut syn::ExprBinary) {
        self.visit_expr_mut(&mut both.left);
        self.operand(&mut both.right, How::MaybeMoved);
    }

    /// Walks code in which no deferred call of this scope may stand.
    pub fn forbid(&mut self, message: &'static str, expr: &mut Expr) {
        self.with(
            |place| &mut place.forbidden,
            Some(message),
            |walk| walk.visit_expr_mut(expr),
        );
    }

    /// An arm of a `match`, with the local that it may take apart.
    pub fn arm(&mut self, arm: &mut syn::Arm, sources: &[LocalId], apart: Option<Matched>, is_tail: bool) -> Position {
        let outer = self.in_view();
        self.declare_refutable(&arm.pat, sources);
        if let Pat::Guard(guard) = &mut arm.pat {
            let message = "a deferred call can't stand in the guard of a match arm: write it in the arm";
            // The guard of several patterns may be asked again.
            let is_unsure = !patterns::has_choice(&guard.pat);
            self.with(
                |place| &mut place.is_unsure,
                is_unsure,
                |walk| walk.forbid(message, &mut guard.guard),
            );
        }
        let bound = self.locals_since(outer);
        if let Some(matched) = apart.filter(|matched| !matched.is_outside) {
            self.takes_apart(matched.local, &arm.pat, matched.apart(&arm.pat));
        }
        if let Expr::Macro(call) = &*arm.body
            && names::is_deferred(&call.mac.path)
        {
            let (call, here) = (&arm.body, arm.body.span());
            *arm.body = parse_quote_spanned!(here=> { #call; });
        }
        let begin = self.tick();
        // It leaves no other arm to be tried.
        if let Some(matched) = apart.filter(|matched| matched.is_outside) {
            self.takes_apart(matched.local, &arm.pat, matched.apart(&arm.pat));
        }
        let may_bind_anew = !bound.is_empty() && self.holds(&arm.body);
        self.with(|place| &mut place.is_tail, is_tail, |walk| walk.value(&mut arm.body));
        if may_bind_anew {
            let body = std::mem::replace(&mut *arm.body, Expr::PLACEHOLDER);
            *arm.body = self.take_out(Hole::Arm { body, bound });
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
        let stands = match (std::mem::take(&mut self.place.stands), is_tail) {
            (Stands::Elsewhere, true) => self.stands_last(),
            (stands, _) => stands,
        };
        let tail = is_tail.then(|| self.begin_tail(expr)).flatten();
        let may_not_return = match expr {
            Expr::Call(_) | Expr::MethodCall(_) => true,
            Expr::Macro(call) => guesses::may_not_return(&call.mac.path),
            _ => false,
        };
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
            Expr::MethodCall(call) => self.method_call(call, stands),
            Expr::Field(_) => self.field(expr, |walk, base| walk.visit_expr_mut(base)),
            Expr::Tuple(tuple) => tuple.elems.iter_mut().for_each(|element| self.value(element)),
            Expr::Array(array) => array.elems.iter_mut().for_each(|element| self.value(element)),
            Expr::Struct(made) => {
                made.fields.iter_mut().for_each(|field| self.value(&mut field.expr));
                made.rest.iter_mut().for_each(|rest| self.taken_in_part(rest));
            }
            Expr::Assign(_) => self.assign(expr),
            // Most are numbers, which only leave with what is returned; what is assigned anew is looked for there.
            Expr::Binary(both) if matches!(both.op, syn::BinOp::And(_) | syn::BinOp::Or(_)) => self.maybe(both),
            Expr::Binary(both) if operators::takes_operands(&both.op) => {
                self.operand(&mut both.left, How::MaybeMoved);
                self.operand(&mut both.right, How::MaybeMoved);
            }
            Expr::Binary(both) if operators::gives_new_value(&both.op) => self.assign_by_operator(expr),
            Expr::Unary(ExprUnary {
                op: UnOp::Neg(_) | UnOp::Not(_),
                expr,
                ..
            })
            | Expr::Cast(syn::ExprCast { expr, .. }) => self.operand(expr, How::MaybeMoved),
            Expr::Index(element) => {
                self.visit_expr_mut(&mut element.expr);
                self.operand(&mut element.index, How::MaybeMoved);
            }
            Expr::Range(range) => {
                let ends = range.start.iter_mut().chain(&mut range.end);
                ends.for_each(|end| self.operand(end, How::MaybeMoved));
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
                    // A loop that has a pattern for its condition walks along something.
                    let again = self.taken_again.len();
                    self.takes_apart(local, &condition.pat, Apart::of(&condition.pat, true));
                    self.taken_again.truncate(again);
                }
            }
            Expr::If(_) => self.branch(expr, is_tail),
            Expr::While(_) | Expr::ForLoop(_) | Expr::Loop(_) => self.repeat(expr, is_tail),
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
            Expr::Repeat(repeated) => {
                self.operand(&mut repeated.expr, How::MaybeMoved);
                self.visit_expr_mut(&mut repeated.len);
            }
            Expr::Macro(call) => {
                if let Some(hole) = self.call(&call.mac, &call.attrs, false) {
                    *expr = hole;
                }
            }
            Expr::Verbatim(tokens) => self.unknown(tokens),
            _ => visit_mut::visit_expr_mut(self, expr),
        }
        if let Some(tail) = tail {
            self.end_tail(tail);
        }
        if may_not_return {
            self.note_called_here();
        }
    }
}
