//! What stands inside the statements of a scope: inner blocks, whose deferred calls go into slots, and loops and
//! closures, which are scopes of their own.

use super::enclose::{Enclosed, Next};
use super::exit::{Exit, Home, SlotExit};
use super::items;
use super::{
    IN_CONSTANT, Kind, Lowered, Lowering, Scope, Site, is_site, left, macro_mentions, make_mutable, stmts, tuple,
    values_now,
};
use crate::names::{self, Names};
use crate::output::Output;
use crate::ways;
use proc_macro2::{Ident, Span};
use quote::{ToTokens, quote, quote_spanned};
use std::collections::{BTreeSet, VecDeque};
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
struct Inner<'a, 'e> {
    lowering: &'a mut Lowering<'e>,
    scope: &'a Scope,
    home: &'a mut Home,
    /// What the blocks around import, which the deferred code at home needs too.
    imports: Vec<Stmt>,
    unsafe_blocks: usize,
    /// Why a deferred call that belongs to this scope can't stand here.
    forbidden: Option<&'static str>,
}

/// What a block is split at.
enum Front {
    Site(Box<(Site, Exit)>),
    Statement(Box<Held>),
}

/// A statement that holds deferred calls.
struct Held {
    written: Stmt,
    lowered: Stmt,
}

impl<'a, 'e> Inner<'a, 'e> {
    fn new(lowering: &'a mut Lowering<'e>, scope: &'a Scope, home: &'a mut Home) -> Self {
        Inner {
            lowering,
            scope,
            home,
            imports: Vec::new(),
            unsafe_blocks: 0,
            forbidden: None,
        }
    }
}

impl<'e> Inner<'_, 'e> {
    fn block(&mut self, block: &mut Block, ends: Next) {
        let imports = self.imports.len();
        let stmts = std::mem::take(&mut block.stmts);
        let outside = self.lowering.locals.count();
        block.stmts = self.statements(stmts, outside, ends);
        self.imports.truncate(imports);
    }

    /// Lowers statements of an inner block that has `outside` locals around it.
    fn statements(&mut self, stmts: Vec<Stmt>, outside: usize, ends: Next) -> Vec<Stmt> {
        self.statements_after(None, stmts, outside, ends)
    }

    /// Lowers those that stand behind `done`, which is lowered already.
    fn statements_after(&mut self, done: Option<Stmt>, stmts: Vec<Stmt>, outside: usize, ends: Next) -> Vec<Stmt> {
        let first = self.lowering.locals.count();
        let mut lowered = Lowered::default();
        if let Some(done) = done {
            self.lowering.pass(&mut lowered, done);
        }
        let mut stmts = VecDeque::from(stmts);
        while let Some(stmt) = stmts.pop_front() {
            if is_site(&stmt) {
                if let Some(message) = self.forbidden {
                    self.lowering.errors.at(&stmt, message);
                    continue;
                }
                let Some(site) = self.lowering.read(self.scope, stmt) else {
                    continue;
                };
                let exit = self.exit(&site);
                if self.kept(&exit.mentions, usize::MAX).is_empty() {
                    self.fill_slot(site, exit, &mut lowered);
                    continue;
                }
                let home = Home::new(self.lowering.locals.count(), self.home.left.clone());
                let front = Front::Site(Box::new((site, exit)));
                self.split(front, home, stmts.into(), outside, ends, &mut lowered);
                break;
            }
            if let Stmt::Item(syn::Item::Use(_)) = &stmt {
                self.imports.push(stmt.clone());
            }
            if !names::mentions_deferred_call(&stmt.to_token_stream()) {
                self.lowering.pass(&mut lowered, stmt);
                continue;
            }
            let mut home = Home::new(self.lowering.locals.count(), self.home.left.clone());
            let mut held = Held {
                written: stmt.clone(),
                lowered: stmt,
            };
            self.lowering.locals.enter_statement(stmts.make_contiguous());
            self.with_home(&mut home).visit_stmt_mut(&mut held.lowered);
            self.lowering.locals.leave_frame();
            if self.kept(&home.mentions(), home.outside).is_empty() {
                self.home.exits.append(&mut home.exits);
                self.lowering.pass(&mut lowered, held.lowered);
                continue;
            }
            let front = Front::Statement(Box::new(held));
            self.split(front, home, stmts.into(), outside, ends, &mut lowered);
            break;
        }
        self.lowering.close(first, lowered)
    }

    /// The same place in the code, with another place at which deferred calls run.
    fn with_home<'b>(&'b mut self, home: &'b mut Home) -> Inner<'b, 'e> {
        Inner {
            lowering: &mut *self.lowering,
            scope: self.scope,
            home,
            imports: self.imports.clone(),
            unsafe_blocks: self.unsafe_blocks,
            forbidden: self.forbidden,
        }
    }

    fn exit(&mut self, site: &Site) -> Exit {
        let here = Span::mixed_site();
        let mut exit = self
            .lowering
            .exit(self.scope, &site.deferred, &site.attrs, &self.home.left);
        if self.unsafe_blocks > 0 {
            let code = &exit.code;
            exit.code = stmts(quote_spanned!(here=> #[allow(unused_unsafe)] unsafe { #(#code)* }));
        }
        if !self.imports.is_empty() {
            let (imports, code) = (&self.imports, &exit.code);
            exit.code = stmts(quote_spanned!(here=> { #(#[allow(unused_imports)] #imports)* #(#code)* }));
        }
        exit
    }

    /// The places of the locals before `end` that deferred code mentions and that go out of view before it runs.
    fn kept(&mut self, mentions: &Names, end: usize) -> BTreeSet<usize> {
        let outside = self.home.outside;
        mentions
            .iter()
            .filter_map(|name| self.lowering.locals.find(name).map(|(place, _)| place))
            .filter(|place| (outside..end).contains(place))
            .collect()
    }

    /// A deferred call that needs nothing but its values of now.
    fn fill_slot(&mut self, site: Site, exit: Exit, lowered: &mut Lowered) {
        let here = Span::mixed_site();
        let Site {
            keeper,
            attrs,
            deferred,
        } = site;
        let slot = self.lowering.slot();
        let (values, exprs): (Vec<_>, Vec<_>) = deferred.now.into_iter().map(|value| (value.name, value.expr)).unzip();
        let held = if exprs.is_empty() { quote!(()) } else { tuple(&exprs) };
        let fill = quote_spanned!(here=> #slot = ::core::option::Option::Some(#held););
        lowered.stmts.push(keeper);
        lowered.stmts.extend(stmts(if attrs.is_empty() {
            fill
        } else {
            quote_spanned!(here=> #(#attrs)* { #fill })
        }));
        self.home.exits.push(SlotExit {
            slot,
            attrs,
            values,
            kept: Vec::new(),
            inner: Vec::new(),
            exit,
        });
    }

    /// The one primitive, where deferred code mentions locals of the block: behind the rest of the block they are put
    /// into a slot, and live on there, together with the slots of `home`, where deferred calls of the rest go.
    fn split(
        &mut self,
        front: Front,
        mut home: Home,
        rest: Vec<Stmt>,
        outside: usize,
        ends: Next,
        lowered: &mut Lowered,
    ) {
        let here = Span::mixed_site();
        let mut mentions = home.mentions();
        let mut original = Vec::new();
        let mut site = None;
        let mut first = None;
        match front {
            Front::Site(front) => {
                let (own, exit) = *front;
                mentions.extend(exit.mentions.iter().cloned());
                site = Some((own, exit));
            }
            Front::Statement(held) => {
                original.push(held.written);
                first = Some(held.lowered);
            }
        }
        original.extend(rest.iter().cloned());
        let now = site
            .iter()
            .flat_map(|(site, _)| &site.deferred.now)
            .map(|value| &value.expr);
        let named = names::all_in(quote!(#(#now)*));
        let rest = items::first(rest, named, lowered);
        let looks = site.as_ref().map(|(_, exit)| exit.looks).unwrap_or_default();
        let looks = looks.and(home.looks());
        let uses = self.lowering.uses_of_rest(&original, &mentions, looks);
        let head = self.lowering.sink(&uses, &mentions, lowered);
        let shadowed = ways::find(&mut original, self.scope.own_label()).shadowed;
        let mut split = self
            .lowering
            .begin_around(uses, &shadowed, head, mentions, looks, Some(outside));

        let (values, mut exit) = match site {
            Some((site, exit)) => self.place(site, exit, lowered),
            None => (Vec::new(), Exit::default()),
        };
        let rest = self.with_home(&mut home).statements_after(first, rest, outside, ends);
        lowered.stmts.extend(home.slots());
        split.exclude(&home.mentions());
        exit.mentions.append(&mut home.mentions());
        exit.looks = exit.looks.and(home.looks());
        exit.changes_left |= home.changes_left();

        let kept = self.kept(&exit.mentions, home.outside);
        let kept = self.lowering.locals.idents(&kept);
        let inner = home.exits.iter().map(|exit| exit.slot.clone()).collect::<Vec<_>>();
        let slot = self.lowering.slot();
        let held = tuple(values.iter().chain(&kept).chain(&inner));
        let left = left();
        let Enclosed { run, carry_on } = self.lowering.enclose(self.scope, split, ends, rest);
        let fill = quote_spanned!(here=> #slot = ::core::option::Option::Some(#held););
        // A local that only calls further in mention lives on only if one of them was reached (rule 3.4).
        let fill = if exit.code.is_empty() {
            quote_spanned!(here=> if #(#inner.is_some())||* { #fill })
        } else {
            fill
        };
        lowered
            .stmts
            .extend(stmts(quote_spanned!(here=> let #left = #run; #fill)));
        lowered.stmts.extend(carry_on);

        exit.code = if exit.code.is_empty() {
            home.code(&self.lowering.runtime)
        } else {
            let mut code = home.code_before_more(&self.lowering.runtime);
            code.append(&mut exit.code);
            code
        };
        self.home.exits.push(SlotExit {
            slot,
            attrs: Vec::new(),
            values,
            kept,
            inner,
            exit,
        });
    }

    /// Evaluates a deferred call's values of now; gives their names.
    fn place(&mut self, site: Site, exit: Exit, lowered: &mut Lowered) -> (Vec<Ident>, Exit) {
        let Site {
            keeper,
            attrs,
            deferred,
        } = site;
        if !deferred.now.is_empty() && attrs.iter().any(|attr| attr.path().is_ident("cfg")) {
            self.lowering.errors.at(
                &attrs[0],
                "`#[cfg]` can't stand on this deferred call, which needs both values of now and locals of an inner \
                 block: write it on the block",
            );
        }
        lowered.stmts.push(keeper);
        let values = deferred.now.iter().map(|value| value.name.clone()).collect();
        lowered.stmts.extend(values_now(&attrs, deferred.now));
        (values, exit)
    }

    /// Walks code in which the names of patterns are in view.
    fn scoped(&mut self, walk: impl FnOnce(&mut Self)) -> Vec<Ident> {
        let outer = self.lowering.locals.count();
        walk(self);
        self.lowering
            .locals
            .leave(outer)
            .into_iter()
            .filter(|local| local.needs_mut)
            .map(|local| local.ident)
            .collect()
    }

    /// The locals that a pattern binds are made mutable at the head of the block where they are in view.
    fn rebind(block: &mut Block, locals: Vec<Ident>) {
        let here = Span::mixed_site();
        let again = locals
            .into_iter()
            .flat_map(|name| stmts(quote_spanned!(here=> #[allow(unused_mut)] let mut #name = #name;)));
        block.stmts.splice(0..0, again);
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
        };
        body.stmts = self.lowering.scope(&mut scope, std::mem::take(&mut body.stmts));
        self.lowering.locals.leave_frame();
    }

    /// A closure: a scope of its own.
    fn closure(&mut self, closure: &mut syn::ExprClosure) {
        if let Some(keyword) = &closure.asyncness {
            let message = "deferred calls in an `async` closure are not supported yet";
            return self.lowering.errors.at(keyword, message);
        }
        let outer = self.lowering.locals.count();
        let named = std::mem::take(&mut self.lowering.named);
        let in_closure = std::mem::replace(&mut self.lowering.in_closure, true);
        let outside_closure = std::mem::replace(&mut self.lowering.outside_closure, outer);
        for input in &closure.inputs {
            match input {
                Pat::Type(typed) => self.lowering.locals.declare_parameter(&typed.pat, &typed.ty),
                other => self.lowering.locals.declare(other),
            }
        }
        let body = match &mut *closure.body {
            Expr::Block(body) if body.label.is_none() && body.attrs.is_empty() => std::mem::take(&mut body.block.stmts),
            body => vec![Stmt::Expr(std::mem::replace(body, Expr::PLACEHOLDER), None)],
        };
        let mut scope = Scope::body(Output::of_closure(&closure.output));
        let mut body = self.lowering.scope(&mut scope, body);
        let gone = self.lowering.locals.leave(outer);
        let mut names = gone
            .into_iter()
            .filter(|local| local.needs_mut)
            .map(|local| local.ident)
            .collect::<Vec<_>>();
        for input in &mut closure.inputs {
            let bound = names::bound_by(input)
                .into_iter()
                .map(|bound| bound.ident.clone())
                .collect::<Vec<_>>();
            let (own, others) = names.into_iter().partition(|name| bound.contains(name));
            names = others;
            body.splice(0..0, make_mutable(input, own));
        }
        *closure.body = syn::parse_quote_spanned!(Span::mixed_site()=> { #(#body)* });
        self.lowering.named = named;
        self.lowering.in_closure = in_closure;
        self.lowering.outside_closure = outside_closure;
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
            inner.lowering.locals.declare(&arm.pat);
            if let Pat::Guard(guard) = &mut arm.pat {
                inner.forbid(
                    "a deferred call can't stand in the guard of a match arm: write it in the arm",
                    &mut guard.guard,
                );
            }
            if let Expr::Macro(call) = &*arm.body
                && names::is_deferred(&call.mac.path)
            {
                let call = &arm.body;
                *arm.body = syn::parse_quote_spanned!(Span::mixed_site()=> { #call; });
            }
            inner.visit_expr_mut(&mut arm.body);
        });
        if !rebound.is_empty() {
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
                let again = make_mutable(&mut repeated.pat, rebound);
                repeated.body.stmts.splice(0..0, again);
            }
            (Expr::Closure(closure), _) => self.closure(closure),
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
                self.lowering.locals.declare(&condition.pat);
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
            (Expr::Async(block), _) => self.lowering.errors.at(
                block.async_token,
                "deferred calls in an `async` block are not supported yet",
            ),
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
        } else if macro_mentions(call) {
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
        Expr::Let(condition) => inner.lowering.locals.declare(&condition.pat),
        _ => {}
    }
}
