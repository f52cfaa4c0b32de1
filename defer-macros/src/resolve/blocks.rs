//! The statements of scopes, and of the blocks in them that hold deferred calls; others stay as they are written. A constant
//! can hold none (rule 3.6).

use super::bindings::Told;
use super::facts::{Block, BlockEnd, BlockId, Form, ItemMacro, Last, LocalId, Meaning, Position, Step, StepKind};
use super::given::overwritten_at_once;
use super::items;
use super::outside::Matching;
use super::scopes::IN_CONSTANT;
use super::source::{BlockSource, Hole};
use super::walk::Walk;
use crate::syntax::enclose::{self, Enclosed};
use crate::syntax::names;
use crate::syntax::takes::{Apart, Stands};
use crate::syntax::tokens::ends_with_block;
use quote::ToTokens;
use syn::visit_mut::VisitMut;
use syn::{Expr, ExprBreak, ExprContinue, Stmt};

impl Walk<'_> {
    /// A block in a scope; `bound` are the locals of the condition in front of it.
    pub fn block(&mut self, block: &mut syn::Block, end: BlockEnd, bound: Vec<LocalId>) {
        if !self.block_holds(block) {
            return self.with(
                |place| &mut place.may_hold,
                false,
                |walk| walk.plain_block(&mut block.stmts),
            );
        }
        let start = self.tick();
        let enclosed = std::mem::take(&mut self.enclosed);
        let is_scope = self.written.has_block_scopes && enclosed.is_none();
        let frame = is_scope.then(|| self.open_frame(None, false, start)).flatten();
        let inner = match frame {
            Some(frame) => {
                let end = if end == BlockEnd::Value { BlockEnd::Scope } else { end };
                let scope = self.block_scope(block, end, (frame, None), start);
                self.facts.scopes[scope].block
            }
            None => self.inner_block(std::mem::take(&mut block.stmts), end),
        };
        self.ask_of_enclosed(inner, enclosed);
        self.close_frame(frame);
        let hole = self.take_out(Hole::Block { block: inner, bound });
        block.stmts = vec![Stmt::Expr(hole, None)];
    }

    /// A block whose deferred calls are those of the scope around.
    fn inner_block(&mut self, mut stmts: Vec<Stmt>, end: BlockEnd) -> BlockId {
        let around = self.place.items.clone();
        let begin = self.tick();
        self.place.items.enter(&stmts, begin);
        items::allow_unused(&mut stmts);
        let inner = self.block_of(stmts, end);
        self.place.items = around;
        inner
    }

    /// A block without deferred calls.
    fn plain_block(&mut self, stmts: &mut [Stmt]) {
        let is_tail = std::mem::take(&mut self.place.is_tail);
        let gives_unit = std::mem::take(&mut self.place.gives_unit);
        self.scoped(|walk| {
            walk.declare_names(items::declared_in(stmts), &Meaning::Item);
            let (last, overwritten) = (stmts.len(), overwritten_at_once(stmts));
            for (at, (stmt, is_overwritten)) in stmts.iter_mut().zip(overwritten).enumerate() {
                let is_last = at + 1 == last;
                walk.place.is_overwritten = is_overwritten;
                walk.place.is_tail = is_tail && is_last && is_tail_of(stmt);
                walk.stmt(stmt, is_last && !gives_unit);
            }
        });
    }

    /// The statements of a block that holds deferred calls.
    pub fn block_of(&mut self, stmts: Vec<Stmt>, end: BlockEnd) -> BlockId {
        let start = self.tick();
        let is_outermost = self.facts.blocks.len() == 0;
        let id = self.facts.blocks.push(Block {
            scope: self.place.scope,
            holder: (!is_outermost).then_some((self.place.block, self.place.step)),
            span: start..start,
            end,
            steps: Vec::new(),
            item_macros: Vec::new(),
            ends_outside: false,
        });
        self.source.blocks.push(BlockSource {
            stmts: Vec::new(),
            has_holes: Vec::new(),
        });
        let outer = (self.place.block, self.place.step);
        self.place.block = id;
        self.scoped(|walk| walk.steps(stmts));
        (self.place.block, self.place.step) = outer;
        self.facts.blocks[id].span.end = self.tick();
        id
    }

    /// Asks whether what is declared in a block that the user hasn't written has no destructor.
    fn ask_of_enclosed(&mut self, block: BlockId, enclosed: Option<Enclosed>) {
        let asked = enclosed.into_iter().flat_map(|enclosed| enclosed.asked);
        let declared = asked.flat_map(|step| &self.facts.blocks[block].steps[step].declares);
        self.facts.borrowing.extend(declared);
    }

    /// Puts the end of the block at hand into one of its own, where a closure can't hold what it borrows (rule 3.2).
    fn enclose(&self, stmts: &mut Vec<Stmt>) -> Option<Enclosed> {
        if self.enclosed.is_some() {
            return None;
        }
        let block = self.place.block;
        let is_scope = self.facts.scopes[self.place.scope].block == block;
        let earliest = if block.place() == 0 { self.written.results } else { 0 };
        let enclosed = enclose::enclosed(stmts, earliest, is_scope, self.written.has_block_scopes)?;
        let block = enclose::block_of(stmts.split_off(enclosed.from));
        stmts.push(Stmt::Expr(block, None));
        Some(enclosed)
    }

    fn steps(&mut self, mut stmts: Vec<Stmt>) {
        let mut enclosed = self.enclose(&mut stmts);
        let is_tail = std::mem::take(&mut self.place.is_tail);
        let gives_unit = std::mem::take(&mut self.place.gives_unit);
        self.declare_names(items::declared_in(&stmts), &Meaning::Item);
        let (front, last) = (items::front(&stmts), stmts.len());
        let overwritten = overwritten_at_once(&stmts);
        let may_match_outside = self.may_match_outside(&stmts);
        for (at, ((mut stmt, front), is_overwritten)) in stmts.into_iter().zip(front).zip(overwritten).enumerate() {
            self.place.is_overwritten = is_overwritten;
            let block = self.place.block;
            let step = self.facts.blocks[block].steps.len();
            self.place.step = step;
            let is_last = at + 1 == last;
            self.place.is_tail = is_tail && is_last && is_tail_of(&stmt);
            if is_last {
                self.enclosed = enclosed.take();
            }
            if is_last && may_match_outside {
                self.take_part_first(&mut stmt);
                self.place.matching = self.matching_of(&stmt);
                self.facts.blocks[block].ends_outside = self.place.matching != Matching::Inside;
            }
            self.step(stmt, is_last && !gives_unit);
            let block = &mut self.facts.blocks[block];
            // A deferred call that is refused is none.
            if let Some(noted) = block.steps.get_mut(step) {
                noted.comes_first = front.comes_first;
                noted.defines = front.defines;
                noted.named = front.named;
                block
                    .item_macros
                    .extend(front.item_macro.map(|call| ItemMacro { step, ..call }));
            }
        }
    }

    fn step(&mut self, mut stmt: Stmt, is_last: bool) {
        let start = self.tick();
        if let Some(call) = site_of(&stmt) {
            let call = call.clone();
            return self.site(stmt, call, start);
        }
        let is_scope = self.facts.scopes[self.place.scope].block == self.place.block;
        if let (Stmt::Item(item), true) = (&stmt, is_scope) {
            self.refuse_in_constants(item);
        }
        let (form, last) = (form_of(&stmt), last_of(&stmt));
        let assigned = match &stmt {
            Stmt::Expr(Expr::Assign(assign), _) => names::bare_name(&assign.left).map(names::name_of),
            _ => None,
        };
        let part_of = match &stmt {
            Stmt::Expr(Expr::Assign(assign), _) => part_of(&assign.right).map(names::name_of),
            _ => None,
        };
        let (first_site, first_hole) = (self.facts.sites.len(), self.source.holes.len());
        let declares = self.stmt(&mut stmt, is_last);
        if self.facts.results.len() < self.written.results {
            self.facts.results.extend(declares.first());
        }
        let scope = self.place.scope;
        let is_own = |site: usize| self.facts.sites[crate::ids::Id::of(site)].scope == scope;
        let holds = (first_site..self.facts.sites.len()).any(is_own);
        let kind = if holds { StepKind::Holds } else { StepKind::Plain(last) };
        let step = Step {
            declares,
            assigns: assigned.and_then(|name| self.local_named(&name)),
            assigned_from: part_of.and_then(|name| self.local_named(&name)),
            ..new_step(form, kind, start)
        };
        let has_holes = self.source.holes.len() > first_hole;
        self.push_step(step, stmt, has_holes);
    }

    /// Adds a statement to the block at hand.
    pub fn push_step(&mut self, mut step: Step, stmt: Stmt, has_holes: bool) {
        step.span.end = self.tick();
        let block = self.place.block;
        self.facts.blocks[block].steps.push(step);
        let source = &mut self.source.blocks[block.beside()];
        source.stmts.push(stmt);
        source.has_holes.push(has_holes);
    }

    /// A constant is evaluated by the compiler, and no scope of the function (rule 3.6).
    fn refuse_in_constants(&mut self, item: &syn::Item) {
        let value = match item {
            syn::Item::Const(item) => &item.expr,
            syn::Item::Static(item) => &item.expr,
            _ => return,
        };
        if names::mentions_deferred_call(&value.to_token_stream()) {
            self.errors.at(value, IN_CONSTANT);
        }
    }

    /// Any other statement; gives the locals that it declares.
    fn stmt(&mut self, stmt: &mut Stmt, is_last: bool) -> Vec<LocalId> {
        match stmt {
            Stmt::Local(local) => return self.let_statement(local),
            Stmt::Item(_) => {}
            // A local that is a statement is moved, and dropped.
            Stmt::Expr(expr, semicolon) => {
                if semicolon.is_some() && matches!(expr, Expr::MethodCall(_)) {
                    self.place.stands = Stands::Alone;
                }
                self.value(expr);
            }
            Stmt::Macro(_) => return self.call_statement(stmt, is_last),
        }
        Vec::new()
    }

    fn let_statement(&mut self, local: &mut syn::Local) -> Vec<LocalId> {
        let told = Told::of_let(local);
        let path = local.init.as_ref().and_then(|init| names::path_of_fields(&init.expr));
        let is_field = path.is_some_and(|path| !path.is_empty());
        let is_value = local.init.as_ref().is_some_and(|init| is_value(&init.expr));
        let (mut sources, mut apart) = (Vec::new(), None);
        if let Some(init) = &mut local.init {
            apart = self.taken_apart(&init.expr, [&local.pat]);
            sources = self.scrutinee(&mut init.expr, [&local.pat], init.diverge.is_some());
            if let Some((_, diverge)) = &mut init.diverge {
                self.may_happen(|walk| match &mut **diverge {
                    Expr::Block(diverge) => walk.block(&mut diverge.block, BlockEnd::Never, Vec::new()),
                    other => walk.visit_expr_mut(other),
                });
            }
        }
        if let Some(taken) = apart {
            self.takes_apart(taken, &local.pat, Apart::of_let(local));
        }
        let declared = self.declare(&local.pat, told, &sources);
        for local in declared.iter().filter(|_| !is_value) {
            self.facts.locals[*local].made_from.clone_from(&sources);
        }
        if is_field {
            self.facts.of_fields.extend(&declared);
        }
        self.note_own(local, &declared);
        declared
    }
}

/// The deferred call that the statement is.
fn site_of(stmt: &Stmt) -> Option<&syn::Macro> {
    let call = match stmt {
        Stmt::Macro(stmt) => &stmt.mac,
        Stmt::Expr(Expr::Macro(expr), _) => &expr.mac,
        _ => return None,
    };
    names::is_deferred(&call.path).then_some(call)
}

/// Whether the statement is one that gives the value of its block, and no deferred call.
fn is_tail_of(stmt: &Stmt) -> bool {
    matches!(stmt, Stmt::Expr(tail, None) if names::bare_name(tail).is_none()) && site_of(stmt).is_none()
}

/// Whether a value like this can't hold a borrow, as far as it tells.
fn is_value(expr: &Expr) -> bool {
    match expr {
        Expr::Lit(_) | Expr::Cast(_) | Expr::Binary(_) | Expr::Unary(_) | Expr::Field(_) => true,
        Expr::MethodCall(call) => call.method == "len",
        _ => false,
    }
}

/// What an expression that is a field names, or a field of that.
fn part_of(expr: &Expr) -> Option<&proc_macro2::Ident> {
    match expr {
        Expr::Field(field) => names::bare_name(&field.base).or_else(|| part_of(&field.base)),
        _ => None,
    }
}

/// A statement that begins, and of which no more is known.
pub fn new_step(form: Form, kind: StepKind, start: Position) -> Step {
    Step {
        form,
        kind,
        span: start..start,
        declares: Vec::new(),
        comes_first: false,
        defines: None,
        assigns: None,
        assigned_from: None,
        named: names::Names::new(),
    }
}

fn form_of(stmt: &Stmt) -> Form {
    match stmt {
        Stmt::Local(_) => Form::Let,
        Stmt::Item(_) => Form::Item,
        Stmt::Macro(_) => Form::Macro,
        Stmt::Expr(_, Some(_)) => Form::Statement,
        Stmt::Expr(_, None) => Form::Value,
    }
}

/// What the statement is if it is the last one of its block.
fn last_of(stmt: &Stmt) -> Last {
    match stmt {
        Stmt::Expr(Expr::Return(leave), _) if leave.attrs.is_empty() => Last::Return,
        Stmt::Expr(Expr::Break(ExprBreak { attrs, .. }) | Expr::Continue(ExprContinue { attrs, .. }), _)
            if attrs.is_empty() =>
        {
            Last::Jump
        }
        Stmt::Expr(Expr::Closure(_), None) => Last::Closure,
        Stmt::Expr(Expr::Macro(_), None) => Last::Macro,
        Stmt::Expr(expr, None) if !ends_with_block(expr) => Last::Value,
        Stmt::Macro(call)
            if call.semi_token.is_none() && !matches!(call.mac.delimiter, syn::MacroDelimiter::Brace(_)) =>
        {
            Last::Macro
        }
        _ => Last::Statement,
    }
}
