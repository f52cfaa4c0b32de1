//! Reads a program for what is done to its tokens, and where. Positions are numbers that grow along the text.

use super::Excused;
use super::noted::{Done, Local, Scope, Site};
use crate::lang::{Awaited, Block, Cond, Expr, Form, Function, Give, Loop, NamedResult, Place, Program, Repeat, Stmt};
use std::collections::BTreeSet;

/// The tokens of a program whose lines may be set aside.
pub(super) fn search(program: &Program) -> Excused {
    let mut search = Search::default();
    search.program(program);
    search.found
}

#[derive(Debug, Default)]
struct Search {
    found: Excused,
    /// Those in sight, and all, since the last may get their tokens late.
    locals: Vec<usize>,
    all: Vec<Local>,
    sites: Vec<Site>,
    /// The scopes around.
    scopes: Vec<Scope>,
    /// How many blocks are around.
    depth: usize,
    /// How many of the locals in sight are from outside of the deferred code.
    outside: Option<usize>,
    at: usize,
    next_scope: usize,
    /// Every block is a scope (3.8).
    has_block_scopes: bool,
    /// What is done to locals.
    done: Vec<Done>,
    /// The locals that are returned.
    returned: BTreeSet<usize>,
}

impl Search {
    fn program(&mut self, program: &Program) {
        self.has_block_scopes = program.has_block_scopes;
        if let Some(NamedResult { start: Some(start) }) = &program.result {
            self.give(start);
        }
        self.function(&program.function);
        for awaited in &program.awaited {
            self.program(awaited);
        }
        let owned = self.done.iter().filter(|done| self.may_be_first(done));
        let tokens = owned.flat_map(|done| &self.all[done.local].tokens).copied();
        self.found.first = tokens.collect();
        let deferred = self.done.iter().filter(|done| done.is_deferred);
        let tokens = deferred.flat_map(|done| &self.all[done.local].tokens).copied();
        self.found.deferred = tokens.collect();
        for local in &self.returned {
            self.found.returned.extend(&self.all[*local].tokens);
        }
    }

    fn next(&mut self) -> usize {
        self.at += 1;
        self.at
    }

    fn declare(&mut self, name: &str, token: Option<i64>) {
        let at = self.next();
        self.locals.push(self.all.len());
        self.all.push(Local {
            name: name.to_owned(),
            tokens: token.into_iter().collect(),
            at,
        });
    }

    fn find(&self, name: &str) -> Option<usize> {
        let is = |local: &&usize| self.all[**local].name == name;
        self.locals.iter().rev().find(is).copied()
    }

    /// Something is done to a local.
    fn done(&mut self, name: &str) {
        let Some(local) = self.find(name) else { return };
        let at = self.next();
        self.done.push(Done {
            local,
            at,
            scopes: self.scopes.iter().map(|scope| scope.number).collect(),
            // 3.5, the exception.
            is_deferred: self.outside.is_some_and(|count| self.locals[..count].contains(&local)),
        });
    }

    /// Whether what something is done to belongs to code behind a deferred call, or to the code of one.
    fn may_be_first(&self, done: &Done) -> bool {
        let local = &self.all[done.local];
        let is_between = |site: &Site| local.at < site.at && site.at < done.at && done.scopes.contains(&site.scope);
        done.is_deferred || self.sites.iter().any(is_between)
    }

    fn site(&mut self) {
        if let Some(scope) = self.scopes.last() {
            self.sites.push(Site {
                at: scope.statement,
                scope: scope.number,
            });
        }
    }

    fn scope(&mut self, search: impl FnOnce(&mut Self)) {
        self.next_scope += 1;
        let statement = self.next();
        self.scopes.push(Scope {
            number: self.next_scope,
            depth: self.depth + 1,
            statement,
        });
        self.nested(search);
        self.scopes.pop();
    }

    fn nested(&mut self, search: impl FnOnce(&mut Self)) {
        let count = self.locals.len();
        self.depth += 1;
        search(self);
        self.depth -= 1;
        self.locals.truncate(count);
    }

    fn function(&mut self, function: &Function) {
        let outer = std::mem::take(&mut self.scopes);
        self.scope(|this| {
            for (name, token) in &function.tokens {
                this.declare(name, Some(*token));
            }
            this.statements(&function.body);
            if let Some(tail) = &function.tail {
                this.begin();
                this.give(tail);
            }
        });
        self.scopes = outer;
    }

    /// The code of a deferred call, which is behind those before it.
    fn body(&mut self, block: &Block) {
        let outer = self.outside;
        self.outside = Some(self.locals.len());
        self.scope(|this| this.statements(block));
        self.outside = outer;
    }

    fn give(&mut self, give: &Give) {
        match give {
            Give::Nothing | Give::None => {}
            Give::OkNew(token) => {
                self.found.returned.insert(*token);
            }
            Give::OkToken(name) => self.returned.extend(self.find(name)),
            Give::Int(expr)
            | Give::Ok(expr)
            | Give::Err(expr)
            | Give::Some(expr)
            | Give::Check(expr)
            | Give::Size(_, expr)
            | Give::Fallible(_, expr) => self.expr(expr),
        }
    }

    fn block(&mut self, block: &Block) {
        self.unlabelled(|this| this.statements(block));
    }

    fn unlabelled(&mut self, search: impl FnOnce(&mut Self)) {
        match self.has_block_scopes {
            true => self.scope(search),
            false => self.nested(search),
        }
    }

    fn statements(&mut self, block: &Block) {
        block.0.iter().for_each(|stmt| self.stmt(stmt));
    }

    /// What comes is a statement, of the scope maybe.
    fn begin(&mut self) {
        let at = self.next();
        if let Some(scope) = self.scopes.last_mut()
            && scope.depth == self.depth
        {
            scope.statement = at;
        }
    }

    fn stmt(&mut self, stmt: &Stmt) {
        self.begin();
        match stmt {
            Stmt::LetToken(name, token) => self.declare(name, Some(*token)),
            Stmt::LetPair(pair) => pair.iter().for_each(|(name, token)| self.declare(name, Some(*token))),
            Stmt::LetLate(name, _) => self.declare(name, None),
            Stmt::SetToken(name, token) => {
                if let Some(local) = self.find(name) {
                    let is_first = self.all[local].tokens.is_empty();
                    self.all[local].tokens.push(*token);
                    if is_first {
                        self.done(name);
                    }
                }
            }
            Stmt::Spend(name) => self.done(name),
            Stmt::PlusToken(name, expr) => {
                self.expr(expr);
                self.done(name);
            }
            Stmt::LetNamed(..)
            | Stmt::SetNamed(..)
            | Stmt::LetReference { .. }
            | Stmt::LetCopied { .. }
            | Stmt::Item(..)
            | Stmt::Cfg(false, _)
            | Stmt::Show(_)
            | Stmt::Break(_, None)
            | Stmt::Continue(_)
            | Stmt::Leaving => {}
            Stmt::Cfg(true, stmt) => self.stmt(stmt),
            Stmt::Let(_, expr)
            | Stmt::Set(_, expr)
            | Stmt::Add(_, expr)
            | Stmt::SetError(_, expr)
            | Stmt::AddThrough(_, expr)
            | Stmt::Say(expr)
            | Stmt::Do(expr)
            | Stmt::Call(expr)
            | Stmt::Panic(expr)
            | Stmt::Break(_, Some(expr)) => self.expr(expr),
            Stmt::LetParts(_, _, values) => values.iter().for_each(|value| self.expr(value)),
            Stmt::AddAt(place, expr) => {
                self.place(place);
                self.expr(expr);
            }
            Stmt::SetResult(give) | Stmt::Return(give) => self.give(give),
            Stmt::Block(Some(_), block) => self.scope(|this| this.statements(block)),
            Stmt::Block(None, block) | Stmt::Recover(block, _) => self.block(block),
            Stmt::If(cond, then, otherwise) => {
                self.cond(cond);
                self.block(then);
                self.block(otherwise);
            }
            Stmt::Match(expr, arms) => {
                self.expr(expr);
                arms.iter().for_each(|(_, block)| self.block(block));
            }
            Stmt::Loop(repeated) => self.repeated(repeated),
            Stmt::Defer(deferred) => {
                self.form(&deferred.form);
                self.site();
            }
        }
    }

    fn form(&mut self, form: &Form) {
        match form {
            Form::Say(args) | Form::Format(args, _) => args.iter().for_each(|arg| self.expr(arg)),
            Form::Parts(parts) => parts.iter().for_each(|part| self.expr(part)),
            Form::Bump(_, arg) | Form::BumpThrough(_, arg) | Form::Try(_, arg) => self.expr(arg),
            Form::BumpAt(place, arg) => {
                self.place(place);
                self.expr(arg);
            }
            Form::Look(place) => self.place(place),
            Form::Consume(name, _) => self.done(name),
            Form::Show(_) => {}
            Form::Local(first, second) | Form::Bound(first, second) | Form::Returned(first, second) => {
                self.expr(first);
                self.expr(second);
            }
            Form::Block(block, _) | Form::Move(block) => self.body(block),
            Form::Literal(args, block) => {
                args.iter().for_each(|(_, arg)| self.expr(arg));
                self.body(block);
            }
            Form::With(arg, _, block) => {
                self.expr(arg);
                self.body(block);
            }
            Form::Await(awaited, args) => {
                args.iter().for_each(|arg| self.expr(arg));
                self.awaited(awaited);
            }
        }
    }

    fn awaited(&mut self, awaited: &Awaited) {
        match awaited {
            Awaited::Pause | Awaited::Fallible(_) | Awaited::Function(..) => {}
            Awaited::Closure(function) | Awaited::Block(function) => self.function(function),
        }
    }

    fn place(&mut self, place: &Place) {
        if let Some(index) = &place.index {
            self.expr(index);
        }
    }

    fn cond(&mut self, cond: &Cond) {
        let (Cond::Less(left, right) | Cond::Equal(left, right)) = cond;
        self.expr(left);
        self.expr(right);
    }

    fn repeated(&mut self, repeated: &Loop) {
        if let Repeat::For { before, .. } = &repeated.repeat {
            self.block(before);
        }
        self.scope(|this| {
            match &repeated.repeat {
                Repeat::Loop { value: Some(value), .. } => this.expr(value),
                Repeat::While { late: true, .. } => this.site(),
                _ => {}
            }
            this.statements(&repeated.body);
        });
    }

    fn expr(&mut self, expr: &Expr) {
        match expr {
            Expr::Method(name, _) => self.done(name),
            Expr::Int(_)
            | Expr::Var(_)
            | Expr::Field(_)
            | Expr::Error(_)
            | Expr::Result
            | Expr::Temporary(_)
            | Expr::Item(_) => {}
            Expr::At(place) => self.place(place),
            Expr::Binary(left, _, right) => {
                self.expr(left);
                self.expr(right);
            }
            Expr::Eval(expr) | Expr::Capital(_, expr) | Expr::Try(_, expr) => self.expr(expr),
            Expr::Call(function, args) => {
                args.iter().for_each(|arg| self.expr(arg));
                self.function(function);
            }
            Expr::Block(Some(_), block, value) => self.scope(|this| {
                this.statements(block);
                this.expr(value);
            }),
            Expr::Block(None, block, value) => self.value_block(block, value),
            Expr::If(cond, then, otherwise) => {
                self.cond(cond);
                for (block, value) in [then, otherwise] {
                    self.value_block(block, value);
                }
            }
            Expr::Loop(repeated) => self.repeated(repeated),
            Expr::Await(awaited, args) => {
                args.iter().for_each(|arg| self.expr(arg));
                self.awaited(awaited);
            }
        }
    }

    fn value_block(&mut self, block: &Block, value: &Expr) {
        self.unlabelled(|this| {
            this.statements(block);
            this.expr(value);
        });
    }
}
