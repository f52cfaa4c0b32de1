//! What stands inside the statements of a scope: inner blocks, see [`blocks`](super::blocks), and loops and closures,
//! which are scopes of their own (rule 3.1), and where no deferred call may stand (rule 3.6).

use super::colour::{Colour, Root};
use super::exit::Home;
use super::items::BlockItems;
use super::ways_out::Next;
use super::{Around, IN_CONSTANT, Kind, Lowering, Scope, left, make_mutable, make_parameters_mutable, rebound};
use crate::locals::Local;
use crate::syntax::names::{self, Names};
use crate::syntax::own_loops;
use crate::syntax::returned::Returned;
use crate::syntax::tokens;
use crate::ways;
use proc_macro2::Span;
use quote::ToTokens;
use syn::spanned::Spanned;
use syn::visit_mut::{self, VisitMut};
use syn::{Block, Expr, Macro, Pat, Stmt};

impl Lowering<'_> {
    /// Lowers a statement whose deferred calls stand in inner blocks, closures or loops.
    pub fn inner_statement(&mut self, scope: &Scope, home: &mut Home, stmt: &mut Stmt) {
        Inner::new(self, scope, home).visit_stmt_mut(stmt);
    }

    /// Lowers the closures and loops in an argument of a deferred call.
    pub fn argument(&mut self, scope: &Scope, argument: &mut Expr) {
        let mut home = Home::new(self.locals.count(), left());
        let mut inner = Inner::new(self, scope, &mut home);
        inner.forbidden = Some("a deferred call can't stand in the arguments of another: write it before");
        inner.visit_expr_mut(argument);
    }
}

/// Walks the inside of a statement.
pub struct Inner<'a, 'e> {
    pub lowering: &'a mut Lowering<'e>,
    pub scope: &'a Scope,
    pub home: &'a mut Home,
    /// The items of the blocks around, which are not in view at home.
    pub items: BlockItems,
    pub unsafe_blocks: usize,
    /// Why a deferred call that belongs to this scope can't stand here.
    pub forbidden: Option<&'static str>,
}

impl<'a, 'e> Inner<'a, 'e> {
    fn new(lowering: &'a mut Lowering<'e>, scope: &'a Scope, home: &'a mut Home) -> Self {
        Inner {
            lowering,
            scope,
            home,
            items: BlockItems::default(),
            unsafe_blocks: 0,
            forbidden: None,
        }
    }
}

impl Inner<'_, '_> {
    /// Walks code in which the names of patterns are in view.
    fn scoped(&mut self, walk: impl FnOnce(&mut Self)) -> Vec<Local> {
        let outer = self.lowering.locals.count();
        walk(self);
        self.lowering.locals.leave(outer)
    }

    /// The locals that a pattern binds are made mutable at the head of the block where they are in view.
    fn rebind(block: &mut Block, locals: Vec<Local>) {
        let again = locals.iter().filter(|local| local.needs_mut);
        block.stmts.splice(0..0, again.map(|local| rebound(&local.ident)));
    }

    /// A loop that has `outside` locals around it: its body is a scope of its own.
    fn repeat(&mut self, whole: &Expr, label: Option<&syn::Label>, outside: usize, body: &mut Block) {
        let condition = match whole {
            Expr::While(_) => self.lowering.locals.names_from(outside),
            _ => Names::new(),
        };
        self.lowering.locals.enter_loop(label, whole);
        let mut scope = Scope {
            kind: Kind::Iteration {
                label: label.map(|label| label.name.clone()),
                outside,
                condition,
            },
            output: self.scope.output.clone(),
            cursors: Vec::new(),
            is_early_block: false,
            colour: self.lowering.colour(&body.stmts),
            block: body.brace_token.span.join(),
        };
        let mut stmts = std::mem::take(&mut body.stmts);
        own_loops::tell_apart(&mut stmts, self.lowering.locals.names_from(0), self.lowering.errors);
        let goes_on = label.filter(|label| goes_on_by_name(&stmts, &label.name));
        body.stmts = self.lowering.scope(&mut scope, stmts);
        if let Some(label) = goes_on {
            // What the user wrote with the label may have become a `return`.
            let label = &label.name;
            let used = syn::parse_quote_spanned!(Span::mixed_site()=> if false { continue #label; });
            body.stmts.insert(0, used);
        }
        self.lowering.locals.leave_frame();
    }

    /// A closure: a scope of its own.
    fn closure(&mut self, closure: &mut syn::ExprClosure) {
        let here = closure.body.span();
        let body = match &mut *closure.body {
            Expr::Block(body) if body.label.is_none() && body.attrs.is_empty() => std::mem::take(&mut body.block.stmts),
            body => vec![Stmt::Expr(std::mem::replace(body, Expr::PLACEHOLDER), None)],
        };
        let output = Returned::of_closure(&closure.output);
        let is_async = closure.asyncness.is_some();
        let (mut body, gone) = self.function(Around::Closure, is_async, output, &closure.inputs, None, (body, here));
        body.splice(0..0, make_parameters_mutable(&mut closure.inputs, &gone));
        *closure.body = syn::parse_quote_spanned!(here=> { #(#body)* });
    }

    /// An async block: a scope of its own.
    fn async_block(&mut self, block: &mut syn::ExprAsync) {
        let here = block.block.brace_token.span.join();
        let body = std::mem::take(&mut block.block.stmts);
        let output = Returned::of_async_block(&body);
        (block.block.stmts, _) = self.function(Around::AsyncBlock, true, output, [], block.capture, (body, here));
    }

    /// Lowers the body of something that is a function of its own; gives its locals too.
    fn function<'p>(
        &mut self,
        around: Around,
        is_async: bool,
        output: Returned,
        parameters: impl IntoIterator<Item = &'p Pat>,
        capture: Option<syn::Token![move]>,
        (body, here): (Vec<Stmt>, Span),
    ) -> (Vec<Stmt>, Vec<Local>) {
        let lowering = &mut *self.lowering;
        let outer = lowering.locals.count();
        let named = lowering.named.take();
        let detaches = std::mem::take(&mut lowering.detaches);
        let outer_around = std::mem::replace(&mut lowering.around, around);
        let in_async = std::mem::replace(&mut lowering.in_async, is_async);
        let outside_closure = std::mem::replace(&mut lowering.outside_closure, outer);
        for parameter in parameters {
            match parameter {
                Pat::Type(typed) => lowering.locals.declare_parameter(&typed.pat, &typed.ty),
                other => lowering.locals.declare(other),
            }
        }
        let colour = lowering.colour(&body);
        let block = tokens::begin_of(&body);
        let mut scope = Scope::body(output, colour, here);
        let mut body = lowering.scope(&mut scope, body);
        if colour == Colour::Async {
            let root = Root {
                runtime: &lowering.runtime,
                output: &scope.output,
                capture,
                parameters: Vec::new(),
                spawner: None,
                block,
            };
            body = root.enclose(body);
        }
        let gone = lowering.locals.leave(outer);
        lowering.named = named;
        lowering.detaches = detaches;
        lowering.around = outer_around;
        lowering.in_async = in_async;
        lowering.outside_closure = outside_closure;
        (body, gone)
    }

    /// Walks code in which no deferred call of this scope may stand.
    fn forbid(&mut self, message: &'static str, expr: &mut Expr) {
        let outer = self.forbidden.replace(message);
        self.visit_expr_mut(expr);
        self.forbidden = outer;
    }
}

impl VisitMut for Inner<'_, '_> {
    fn visit_item_mut(&mut self, _: &mut syn::Item) {}
    fn visit_type_mut(&mut self, _: &mut syn::Type) {}

    fn visit_block_mut(&mut self, block: &mut Block) {
        self.block(block, Next::Block);
    }

    fn visit_local_mut(&mut self, local: &mut syn::Local) {
        let Some(init) = &mut local.init else { return };
        self.visit_expr_mut(&mut init.expr);
        if let Some((_, diverge)) = &mut init.diverge {
            match &mut **diverge {
                Expr::Block(diverge) => self.block(&mut diverge.block, Next::Nowhere),
                other => self.visit_expr_mut(other),
            }
        }
    }

    fn visit_arm_mut(&mut self, arm: &mut syn::Arm) {
        let rebound = self.scoped(|inner| {
            inner.lowering.locals.declare_refutable(&arm.pat);
            if let Pat::Guard(guard) = &mut arm.pat {
                inner.forbid(
                    "a deferred call can't stand in the guard of a match arm: write it in the arm",
                    &mut guard.guard,
                );
            }
            if let Expr::Macro(call) = &*arm.body
                && names::is_deferred(&call.mac.path)
            {
                let (call, here) = (&arm.body, arm.body.span());
                *arm.body = syn::parse_quote_spanned!(here=> { #call; });
            }
            inner.visit_expr_mut(&mut arm.body);
        });
        if rebound.iter().any(|local| local.needs_mut) {
            let body = &arm.body;
            let mut block: Block = syn::parse_quote_spanned!(Span::mixed_site()=> { #body });
            Inner::rebind(&mut block, rebound);
            *arm.body = syn::parse_quote_spanned!(Span::mixed_site()=> #block);
        }
    }

    fn visit_expr_mut(&mut self, expr: &mut Expr) {
        if !names::mentions_deferred_call(&expr.to_token_stream()) {
            return visit_lets(self, expr);
        }
        let whole = matches!(expr, Expr::Loop(_) | Expr::While(_) | Expr::ForLoop(_)).then(|| expr.clone());
        match (expr, whole) {
            (Expr::Loop(repeated), Some(whole)) => {
                let outside = self.lowering.locals.count();
                self.repeat(&whole, repeated.label.as_ref(), outside, &mut repeated.body);
            }
            (Expr::While(repeated), Some(whole)) => {
                let outside = self.lowering.locals.count();
                let rebound = self.scoped(|inner| {
                    inner.forbid(
                        "a deferred call can't stand in the condition of a loop, which no scope's end follows: \
                         write it in the loop's body",
                        &mut repeated.cond,
                    );
                    inner.repeat(&whole, repeated.label.as_ref(), outside, &mut repeated.body);
                });
                Inner::rebind(&mut repeated.body, rebound);
            }
            (Expr::ForLoop(repeated), Some(whole)) => {
                self.visit_expr_mut(&mut repeated.expr);
                let outside = self.lowering.locals.count();
                let rebound = self.scoped(|inner| {
                    inner.lowering.locals.declare(&repeated.pat);
                    inner.repeat(&whole, repeated.label.as_ref(), outside, &mut repeated.body);
                });
                let again = make_mutable(&mut repeated.pat, &rebound, None);
                repeated.body.stmts.splice(0..0, again);
            }
            (Expr::Closure(closure), _) => self.closure(closure),
            (Expr::Call(call), _) => {
                visit_mut::visit_expr_call_mut(self, call);
                // It is called on the spot to be a scope, which clippy can't know: it looks away from what isn't the user's.
                if let Some(block) = body_of_closure(&mut call.func) {
                    block.brace_token = syn::token::Brace(Span::mixed_site());
                }
            }
            (Expr::If(branch), _) => {
                let rebound = self.scoped(|inner| {
                    inner.visit_expr_mut(&mut branch.cond);
                    inner.block(&mut branch.then_branch, Next::Block);
                });
                Inner::rebind(&mut branch.then_branch, rebound);
                if let Some((_, otherwise)) = &mut branch.else_branch {
                    self.visit_expr_mut(otherwise);
                }
            }
            (Expr::Let(condition), _) => {
                self.visit_expr_mut(&mut condition.expr);
                self.lowering.locals.declare_refutable(&condition.pat);
            }
            (Expr::Unsafe(block), _) => {
                self.unsafe_blocks += 1;
                self.block(&mut block.block, Next::Block);
                self.unsafe_blocks -= 1;
            }
            (Expr::Block(block), _) => {
                if let Some(label) = &block.label {
                    self.lowering.locals.enter_block(label);
                }
                self.block(&mut block.block, Next::Block);
                if block.label.is_some() {
                    self.lowering.locals.leave_frame();
                }
            }
            (Expr::Async(block), _) => self.async_block(block),
            (Expr::Const(block), _) => self.lowering.errors.at(block.const_token, IN_CONSTANT),
            (Expr::Repeat(repeated), _) if names::mentions_deferred_call(&repeated.len.to_token_stream()) => {
                self.lowering.errors.at(&repeated.len, IN_CONSTANT);
            }
            (Expr::Assign(assign), _) => {
                self.forbid(
                    "a deferred call can't stand in the place of an assignment: write it before",
                    &mut assign.left,
                );
                self.visit_expr_mut(&mut assign.right);
            }
            (Expr::Macro(call), _) => self.visit_macro_mut(&mut call.mac),
            (other, _) => visit_mut::visit_expr_mut(self, other),
        }
    }

    fn visit_macro_mut(&mut self, call: &mut Macro) {
        if names::is_deferred(&call.path) {
            self.lowering.errors.at(
                &call.path,
                "a deferred call has no value: write it as a statement of its own",
            );
        } else if names::mentions_deferred_call(&call.tokens) {
            self.lowering.errors.at(
                &call.path,
                "a deferred call can't stand inside a macro call, where the attribute can't see it: write it outside",
            );
        }
    }
}

/// Declares what the `let`s of a condition bind; nothing in it holds a deferred call.
fn visit_lets(inner: &mut Inner<'_, '_>, condition: &mut Expr) {
    match condition {
        Expr::Binary(both) => {
            visit_lets(inner, &mut both.left);
            visit_lets(inner, &mut both.right);
        }
        Expr::Let(condition) => inner.lowering.locals.declare_refutable(&condition.pat),
        _ => {}
    }
}

/// Whether the next iteration is begun by the loop's label.
fn goes_on_by_name(body: &[Stmt], label: &syn::Lifetime) -> bool {
    let leaves = ways::find(&mut body.to_vec(), Some(label)).jumps;
    let is_named = |leave: &Expr| matches!(leave, Expr::Continue(leave) if leave.label.as_ref() == Some(label));
    leaves.iter().any(|(_, leave)| is_named(leave))
}

fn body_of_closure(callee: &mut Expr) -> Option<&mut Block> {
    match callee {
        Expr::Paren(paren) => body_of_closure(&mut paren.expr),
        Expr::Closure(closure) => match &mut *closure.body {
            Expr::Block(body) => Some(&mut body.block),
            _ => None,
        },
        _ => None,
    }
}
