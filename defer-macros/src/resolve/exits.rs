//! What leaves a scope: `return`, `break`, `continue` and `?`, and where each goes on.

use super::facts::{Exit, ExitId, ExitValue, Frame, FrameId, How, LocalId, Position, Question, ScopeKind, Target};
use super::in_view::OpenFrame;
use super::plain::Plain;
use super::source::Hole;
use super::walk::Walk;
use crate::syntax::names;
use proc_macro2::Span;
use syn::Expr;

/// Where an expression leaves to.
enum Leaving {
    To(Target),
    /// Not out of a scope: what it leaves is a closure's, or that of a macro.
    Elsewhere,
    /// Nowhere: what it names isn't around.
    Nowhere,
}

impl Walk<'_> {
    /// A loop or labelled block begins; those in closures that are no scopes are of no interest.
    pub fn open_frame(&mut self, label: Option<&syn::Label>, is_loop: bool, start: Position) -> Option<FrameId> {
        if self.place.opaque_since.is_some() {
            return None;
        }
        let id = self.facts.frames.push(Frame {
            span: start..start,
            is_loop,
            condition: Vec::new(),
            holder: Some((self.place.block, self.place.step)),
        });
        self.place.frames.push(OpenFrame {
            id,
            label: label.map(|label| label.name.clone()),
            is_loop,
            in_macro: self.place.in_macro,
        });
        Some(id)
    }

    pub fn close_frame(&mut self, frame: Option<FrameId>) {
        if let Some(frame) = frame {
            self.facts.frames[frame].span.end = self.tick();
            self.place.frames.pop();
        }
    }

    /// A `return`, `break` or `continue`, which is taken out where it leaves a scope.
    pub fn exit(&mut self, expr: &mut Expr) {
        let is_deferred = matches!(self.facts.scopes[self.place.owner].kind, ScopeKind::Deferred(_));
        match self.leaving(expr) {
            // rustc wants a label there (E0695), and says so of what is written, not of what becomes of it.
            Leaving::To(_) if self.wants_label(expr) => match is_deferred {
                true => self.refuse_without_label(expr),
                false => self.stray_jump(),
            },
            Leaving::To(to) => return self.exit_to(to, expr),
            Leaving::Elsewhere => {}
            Leaving::Nowhere => match self.facts.scopes[self.place.owner].kind {
                ScopeKind::Deferred(_) => self.refuse_jump(expr),
                ScopeKind::Function { .. } if !self.place.in_macro => self.stray_jump(),
                _ => {}
            },
        }
        let at = self.tick();
        if let Some(value) = value_of(expr) {
            self.left_value(None, at, value);
        }
    }

    fn stray_jump(&mut self) {
        let at = self.tick();
        self.facts.stray_jumps.push(at);
    }

    /// Whether this says not what it leaves, and stands in a block with a label that stands in the loop.
    fn wants_label(&self, expr: &Expr) -> bool {
        let is_without = match expr {
            Expr::Break(leave) => leave.label.is_none(),
            Expr::Continue(leave) => leave.label.is_none(),
            _ => false,
        };
        let mut frames = self.place.frames.iter().rev();
        let innermost = frames.find(|frame| frame.is_loop || frame.label.is_some());
        is_without && innermost.is_some_and(|innermost| !innermost.is_loop)
    }

    fn refuse_without_label(&mut self, expr: &Expr) {
        let keyword = keyword_of(expr);
        let message =
            format!("unlabeled `{keyword}` inside of a labeled block: say which loop is meant, `{keyword} 'outer`");
        self.errors.at(expr, &message);
    }

    /// Deferred code is left by `return` alone.
    fn refuse_jump(&mut self, expr: &Expr) {
        let keyword = keyword_of(expr);
        let message = format!("`{keyword}` can't leave a deferred block: end it with `return`");
        self.errors.at(expr, &message);
    }

    fn leaving(&self, expr: &Expr) -> Leaving {
        let (label, to): (_, fn(FrameId) -> Target) = match expr {
            Expr::Break(leave) => (leave.label.as_ref(), Target::Break),
            Expr::Continue(leave) => (leave.label.as_ref(), Target::Continue),
            _ if self.place.opaque_since.is_some() => return Leaving::Elsewhere,
            _ => return Leaving::To(Target::Return),
        };
        // What a macro is given may stand in a loop of its own: see `own_loops`.
        if self.place.opaque_since.is_some() || self.place.in_macro && label.is_none() {
            return Leaving::Elsewhere;
        }
        let is_meant = |frame: &&OpenFrame| match label {
            Some(label) => frame.label.as_ref() == Some(label),
            None => frame.is_loop,
        };
        match self.place.frames.iter().rev().find(is_meant) {
            Some(frame) if frame.in_macro => Leaving::Elsewhere,
            Some(frame) => Leaving::To(to(frame.id)),
            None => Leaving::Nowhere,
        }
    }

    fn exit_to(&mut self, to: Target, expr: &mut Expr) {
        let at = self.tick();
        let exit = self.facts.exits.push(Exit {
            at,
            end: at,
            scope: self.place.scope,
            to,
            value: ExitValue::None,
            is_tail: false,
            success: None,
        });
        self.source.exits.push(Expr::PLACEHOLDER);
        if let Expr::Return(leave) = expr {
            leave.expr.take_if(|value| self.is_result(value));
        }
        if let Some(value) = value_of(expr) {
            let success = self.success_of(value);
            self.facts.exits[exit].value = self.left_value(Some(exit), at, value);
            self.end_success(exit, success);
        }
        self.facts.exits[exit].end = self.tick();
        let hole = self.take_out(Hole::Exit(exit));
        self.source.exits[exit.beside()] = std::mem::replace(expr, hole);
    }

    /// Whether a returned value is the named result itself, which leaves without being moved (rule 5.2).
    fn is_result(&self, value: &Expr) -> bool {
        if self.facts.scopes[self.place.owner].kind != (ScopeKind::Function { is_named: true }) {
            return false;
        }
        let named = |value: &Expr| match value {
            Expr::Path(_) => names::bare_name(value).and_then(|name| self.local_named(&names::name_of(name))),
            _ => None,
        };
        let results = self.facts.results.iter().copied().map(Some);
        match value {
            Expr::Tuple(fields) if self.written.results > 1 => fields.elems.iter().map(named).eq(results),
            value => std::iter::once(named(value)).eq(results),
        }
    }

    /// A returned or broken value, which leaves by this exit, or no scope. One that can be built outside a closure moves nothing in
    /// it; in a closure without deferred calls it is built, whatever is in it, if it is of the closure's own locals.
    fn left_value(&mut self, exit: Option<ExitId>, at: Position, value: &mut Expr) -> ExitValue {
        if let Some(plain) = Plain::of(value) {
            let (plain, spans) = self.resolve_plain(plain, value);
            let opaque_since = self.place.opaque_since.filter(|_| exit.is_none());
            let is_own = |local: &LocalId| opaque_since.is_some_and(|since| self.facts.locals[*local].from > since);
            if !plain.locals.iter().any(is_own) {
                for (local, span) in plain.locals.iter().zip(spans) {
                    self.note_of_macro(&self.facts.locals[*local].name.clone());
                    self.uses(*local, exit.map_or(How::Mentioned, How::Leaves), None, span);
                }
                return ExitValue::Plain(plain);
            }
        }
        let is_return = exit.is_some_and(|exit| self.facts.exits[exit].to == Target::Return);
        if is_return && matches!(value, Expr::MethodCall(_)) {
            self.place.stands = self.stands_last();
        }
        self.with(|place| &mut place.leaving_since, Some(at), |walk| walk.value(value));
        ExitValue::Made
    }

    /// A `?`, which is taken out where it leaves a scope.
    pub fn question(&mut self, expr: &mut Expr) {
        let Expr::Try(attempt) = expr else { return };
        self.value(&mut attempt.expr);
        let question = self.facts.questions.len();
        if self.note_question(attempt.question_token.span)
            && let Expr::Try(attempt) = std::mem::replace(expr, Expr::PLACEHOLDER)
        {
            *expr = self.take_out(Hole::Question { attempt, question });
        }
    }

    /// Notes a `?`; says whether it leaves a scope.
    pub fn note_question(&mut self, span: Span) -> bool {
        if self.place.opaque_since.is_some() || self.place.in_attempt {
            return false;
        }
        let at = self.tick();
        self.facts.questions.push(Question {
            at,
            scope: self.place.scope,
            in_macro: self.place.in_macro,
        });
        self.source.questions.push(span);
        true
    }

    /// Walks a closure or async block that is no scope: nothing in it leaves the scope around.
    pub fn opaque(&mut self, walk: impl FnOnce(&mut Self)) {
        let begin = self.tick();
        self.elsewhere(
            |place| {
                place.opaque_since.get_or_insert(begin);
                place.may_hold = false;
                place.in_attempt = false;
                place.frames.clear();
            },
            walk,
        );
    }

    /// Whether the next iteration of a loop is begun by its label.
    pub fn goes_on_by_name(&self, frame: FrameId) -> bool {
        let in_it = self.facts.frames[frame].span.start..Position(u32::MAX);
        let mut exits = self.facts.exits_in(&in_it);
        exits.any(|(id, exit)| {
            exit.to == Target::Continue(frame)
                && matches!(self.source.exit(id), Expr::Continue(leave) if leave.label.is_some())
        })
    }
}

fn keyword_of(leave: &Expr) -> &'static str {
    match leave {
        Expr::Break(_) => "break",
        _ => "continue",
    }
}

fn value_of(leave: &mut Expr) -> Option<&mut Expr> {
    match leave {
        Expr::Return(leave) => leave.expr.as_deref_mut(),
        Expr::Break(leave) => leave.expr.as_deref_mut(),
        _ => None,
    }
}
