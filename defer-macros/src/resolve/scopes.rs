//! What is a scope of its own inside of another where it holds deferred calls: closures, async blocks and loops (rule 3.1).

use super::bindings::Told;
use super::facts::{BlockEnd, FrameId, LocalId, LoopEnd, Position, Scope, ScopeId, ScopeKind};
use super::source::{Hole, ScopeSource, hole_of};
use super::walk::{Walk, shape_of};
use crate::syntax::borrowing;
use crate::syntax::coverage::Extent;
use crate::syntax::foreign;
use crate::syntax::names;
use crate::syntax::own_loops;
use crate::syntax::returned::{self, Returned};
use crate::syntax::tokens;
use crate::syntax::while_let;
use proc_macro2::Span;
use quote::ToTokens;
use std::rc::Rc;
use syn::spanned::Spanned;
use syn::{Block, Expr, Pat, Stmt, Token};

pub const IN_CONSTANT: &str =
    "a deferred call can't stand in a constant, which the compiler evaluates: write it in the function";

/// A scope that begins.
pub struct NewScope {
    pub kind: ScopeKind,
    pub start: Position,
    pub returned: Rc<Returned>,
    pub in_async: bool,
    /// The user's own block.
    pub block: Span,
    /// Where its code begins.
    pub begin: Span,
    pub extent: Extent,
    pub capture: Option<Token![move]>,
    pub label: Option<syn::Lifetime>,
}

impl Walk<'_> {
    /// Where the code of the scope is written that is walked.
    pub fn extent(&self) -> Extent {
        self.source.scope(self.place.scope).extent
    }

    /// The body of the function.
    pub fn function(&mut self, stmts: Vec<Stmt>) {
        let start = self.tick();
        let new = NewScope {
            kind: ScopeKind::Function {
                is_named: self.written.results > 0,
            },
            start,
            returned: self.place.returned.clone(),
            in_async: self.written.is_async,
            block: self.written.extent.all,
            begin: tokens::begin_of(&stmts),
            extent: self.written.extent,
            capture: None,
            label: None,
        };
        self.scope(new, |walk| {
            walk.declare_inputs();
            walk.note_own_inputs();
            walk.block_of(stmts, BlockEnd::Scope);
        });
    }

    /// Walks a scope, of which `walk` walks all and begins its block; a function, closure or the like begins anew in more respects
    /// than the body of a loop.
    pub fn scope(&mut self, new: NewScope, walk: impl FnOnce(&mut Self)) -> ScopeId {
        let outermost = self.facts.scopes.len() == 0;
        let scope = self.facts.scopes.push(Scope {
            kind: new.kind,
            parent: (!outermost).then_some(self.place.scope),
            block: self.facts.blocks.next_id(),
            span: new.start..new.start,
            returned: shape_of(&new.returned),
            returns_borrow: match &*new.returned {
                Returned::Unit => false,
                Returned::Inferred => true,
                Returned::Named(ty) => foreign::borrows(ty),
            },
            in_async: new.in_async,
            is_move: new.capture.is_some(),
        });
        self.source.scopes.push(ScopeSource {
            returned: Returned::clone(&new.returned),
            block: new.block,
            begin: new.begin,
            extent: new.extent,
            capture: new.capture,
            label: new.label,
        });
        let is_inside_function = new.kind.frame().is_some();
        let gives_unit = new.kind.gives_unit(&new.returned);
        self.elsewhere(
            |place| {
                place.scope = scope;
                place.returned = new.returned;
                place.in_async = new.in_async;
                place.in_attempt = false;
                place.in_unsafe = false;
                place.forbidden = None;
                (place.is_tail, place.gives_unit) = (new.kind.ends_with_value(), gives_unit);
                place.items = super::block_items::BlockItems::default();
                if !is_inside_function {
                    place.owner = scope;
                    place.frames.clear();
                }
            },
            walk,
        );
        self.facts.scopes[scope].span.end = self.tick();
        scope
    }

    /// A closure: a scope of its own if it holds deferred calls.
    pub fn closure(&mut self, expr: &mut Expr) {
        let Expr::Closure(closure) = expr else { return };
        let is_move = closure.capture.is_some();
        let holds = self.holds(&closure.body);
        self.capturing(is_move, |walk| match holds {
            true => walk.closure_with_calls(expr),
            false => walk.without_calls(|walk| walk.plain_closure(expr)),
        });
    }

    fn plain_closure(&mut self, expr: &mut Expr) {
        let Expr::Closure(closure) = expr else { return };
        self.scoped(|walk| {
            walk.declare_closure_inputs(closure);
            walk.value(&mut closure.body);
        });
    }

    fn closure_with_calls(&mut self, expr: &mut Expr) {
        let Expr::Closure(closure) = expr else { return };
        let here = closure.body.span();
        let extent = match &*closure.body {
            Expr::Block(body) => Extent::of(&body.block.brace_token.span),
            _ => self.extent(),
        };
        let body = match &mut *closure.body {
            Expr::Block(body) if body.label.is_none() && body.attrs.is_empty() => std::mem::take(&mut body.block.stmts),
            body => vec![Stmt::Expr(std::mem::replace(body, Expr::PLACEHOLDER), None)],
        };
        let (start, gives_nothing) = (self.tick(), returned::gives_nothing(&body));
        let new = NewScope {
            kind: ScopeKind::Closure,
            start,
            returned: Rc::new(Returned::of_closure(&closure.output)),
            in_async: closure.asyncness.is_some(),
            block: here,
            begin: tokens::begin_of(&body),
            extent,
            capture: None,
            label: None,
        };
        let mut bound = Vec::new();
        let scope = self.scope(new, |walk| {
            walk.scoped(|walk| {
                bound = walk.declare_closure_inputs(closure);
                walk.block_of(body, BlockEnd::Scope);
            });
        });
        self.facts.scopes[scope].returns_borrow &= !gives_nothing;
        let Expr::Closure(closure) = std::mem::replace(expr, Expr::PLACEHOLDER) else {
            return;
        };
        *expr = self.take_out(Hole::Closure {
            closure,
            scope,
            bound,
            is_called: false,
        });
    }

    /// Notes that a closure which has been taken out is called on the spot.
    pub fn note_called(&mut self, callee: &Expr) {
        match callee {
            Expr::Paren(paren) => self.note_called(&paren.expr),
            other => {
                if let Some(id) = hole_of(other)
                    && let Hole::Closure { is_called, .. } = &mut self.source.holes[id]
                {
                    *is_called = true;
                }
            }
        }
    }

    fn declare_closure_inputs(&mut self, closure: &syn::ExprClosure) -> Vec<LocalId> {
        let mut bound = Vec::new();
        for input in &closure.inputs {
            bound.extend(match input {
                Pat::Type(typed) => {
                    let told = Told::of_parameter(&typed.pat, &typed.ty, self.written.generics);
                    // It is no parameter of the function, so that nothing that is borrowed through it is returned by that.
                    self.declare(
                        &typed.pat,
                        Told {
                            is_cursor: false,
                            ..told
                        },
                        &[],
                    )
                }
                other => self.declare(other, Told::NOTHING, &[]),
            });
        }
        bound
    }

    /// An async block: a scope of its own if it holds deferred calls.
    pub fn async_block(&mut self, expr: &mut Expr) {
        let Expr::Async(block) = expr else { return };
        let is_move = block.capture.is_some();
        let holds = self.block_holds(&block.block);
        self.capturing(is_move, |walk| match (holds, expr) {
            (true, expr) => walk.async_block_with_calls(expr),
            (false, Expr::Async(block)) => {
                walk.without_calls(|walk| walk.block(&mut block.block, BlockEnd::Value, Vec::new()));
            }
            _ => {}
        });
    }

    fn async_block_with_calls(&mut self, expr: &mut Expr) {
        let Expr::Async(block) = expr else { return };
        let body = std::mem::take(&mut block.block.stmts);
        let (start, gives_nothing) = (self.tick(), returned::gives_nothing(&body));
        let new = NewScope {
            kind: ScopeKind::AsyncBlock,
            start,
            returned: Rc::new(Returned::of_async_block(&body)),
            in_async: true,
            block: block.block.brace_token.span.join(),
            begin: tokens::begin_of(&body),
            extent: Extent::of(&block.block.brace_token.span),
            capture: block.capture,
            label: None,
        };
        let scope = self.scope(new, |walk| {
            walk.block_of(body, BlockEnd::Scope);
        });
        self.facts.scopes[scope].returns_borrow &= !gives_nothing;
        let Expr::Async(block) = std::mem::replace(expr, Expr::PLACEHOLDER) else {
            return;
        };
        *expr = self.take_out(Hole::Async { block, scope });
    }

    /// A loop: its body is a scope of its own if it holds deferred calls.
    pub fn repeat(&mut self, expr: &mut Expr, is_tail: bool) {
        let start = self.tick();
        if let Expr::While(repeated) = expr
            && let Some(same) = while_let::as_loop(repeated, self.written.has_block_scopes)
        {
            *expr = Expr::Loop(same);
        }
        match expr {
            Expr::ForLoop(_) => self.for_loop(expr, start),
            Expr::While(_) => self.while_loop(expr, start),
            Expr::Loop(_) => self.endless_loop(expr, start, is_tail),
            _ => {}
        }
    }

    fn take_loop_out(&mut self, expr: &mut Expr, taken: Option<Taken>) {
        let Some(Taken { frame, scope, bound }) = taken else {
            return;
        };
        let goes_on_by_name = self.goes_on_by_name(frame);
        let repeated = std::mem::replace(expr, Expr::PLACEHOLDER);
        *expr = self.take_out(Hole::Loop {
            repeated,
            scope,
            bound,
            goes_on_by_name,
        });
    }

    fn for_loop(&mut self, expr: &mut Expr, head: Position) {
        let Expr::ForLoop(repeated) = expr else { return };
        let counts = borrowing::counts(&repeated.expr);
        // The iterator is evaluated before the loop begins, and not again where that goes on.
        let sources = self.used_by(|walk| walk.value(&mut repeated.expr));
        let start = self.tick();
        self.facts.counted.extend(counts.then_some(head..start));
        let frame = self.open_frame(repeated.label.as_ref(), true, start);
        self.framed(frame, LoopEnd::AnEnd, expr, |walk, expr| {
            let Expr::ForLoop(repeated) = expr else { return };
            let taken = walk.scoped(|walk| {
                let begin = walk.tick();
                let bound = walk.declare(&repeated.pat, Told::ITEM, &sources);
                walk.loop_body(&mut repeated.body, repeated.label.as_ref(), frame, begin, bound)
            });
            walk.take_loop_out(expr, taken);
        });
        self.close_frame(frame);
    }

    fn while_loop(&mut self, expr: &mut Expr, start: Position) {
        let Expr::While(repeated) = expr else { return };
        let frame = self.open_frame(repeated.label.as_ref(), true, start);
        self.framed(frame, LoopEnd::AnEnd, expr, |walk, expr| {
            let Expr::While(repeated) = expr else { return };
            let taken = walk.scoped(|walk| {
                let (begin, outer) = (walk.tick(), walk.in_view());
                let message = "a deferred call can't stand in the condition of a loop, which no scope's end follows: \
                               write it in the loop's body";
                walk.forbid(message, &mut repeated.cond);
                let bound = walk.locals_since(outer);
                if let Some(frame) = frame {
                    walk.facts.frames[frame].condition.clone_from(&bound);
                }
                walk.loop_body(&mut repeated.body, repeated.label.as_ref(), frame, begin, bound)
            });
            walk.take_loop_out(expr, taken);
        });
        self.close_frame(frame);
    }

    fn endless_loop(&mut self, expr: &mut Expr, start: Position, is_tail: bool) {
        let Expr::Loop(repeated) = expr else { return };
        let frame = self.open_frame(repeated.label.as_ref(), true, start);
        let has_value = is_tail && matches!(*self.place.returned, Returned::Named(_));
        let asks = has_value && !names::mentions_word(&repeated.to_token_stream(), &["break"]);
        let comes_to = if asks { LoopEnd::None } else { LoopEnd::OneOfAMacro };
        self.framed(frame, comes_to, expr, |walk, expr| {
            let Expr::Loop(repeated) = expr else { return };
            let taken = walk.loop_body(&mut repeated.body, repeated.label.as_ref(), frame, start, Vec::new());
            walk.take_loop_out(expr, taken);
        });
        self.close_frame(frame);
        let end = self.tick();
        if asks && self.facts.may_be_left_in(&(start..end)) {
            let endless = std::mem::replace(expr, Expr::PLACEHOLDER);
            *expr = never_ending(endless);
        }
    }

    fn loop_body(
        &mut self,
        body: &mut Block,
        label: Option<&syn::Label>,
        frame: Option<FrameId>,
        start: Position,
        bound: Vec<LocalId>,
    ) -> Option<Taken> {
        let Some(frame) = frame.filter(|_| self.block_holds(body)) else {
            self.place.gives_unit = true;
            self.block(body, BlockEnd::Value, Vec::new());
            return None;
        };
        let mut stmts = std::mem::take(&mut body.stmts);
        own_loops::tell_apart(&mut stmts, self.locals_in_view(), self.errors);
        let new = NewScope {
            kind: ScopeKind::Iteration(frame),
            start,
            returned: self.place.returned.clone(),
            in_async: self.place.in_async,
            block: body.brace_token.span.join(),
            begin: tokens::begin_of(&stmts),
            extent: Extent::of(&body.brace_token.span),
            capture: None,
            label: label.map(|label| label.name.clone()),
        };
        let scope = self.scope(new, |walk| {
            walk.block_of(stmts, BlockEnd::Scope);
        });
        Some(Taken { frame, scope, bound })
    }
}

/// A loop whose body has been taken out.
struct Taken {
    frame: FrameId,
    scope: ScopeId,
    bound: Vec<LocalId>,
}

/// Asks whether a loop comes to no end: what has no value needs no arms.
fn never_ending(endless: Expr) -> Expr {
    let here = Span::mixed_site();
    Expr::Match(syn::ExprMatch {
        attrs: Vec::new(),
        match_token: Token![match](here),
        expr: Box::new(endless),
        brace_token: syn::token::Brace(here),
        arms: Vec::new(),
    })
}
