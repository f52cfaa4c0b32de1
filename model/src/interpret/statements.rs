//! Statements, blocks and loops. At the end of a statement its temporaries are dropped.

use super::Machine;
use super::context::Context;
use super::env::{Content, Env, Origin, Slot, find, int, set};
use super::exprs::item_name;
use super::scopes::{Scope, THIS_BLOCK};
use super::value::{Exit, Step, stuck};
use crate::lang::{Block, Expr, Give, Loop, Pattern, Repeat, Stmt, part_of};
use crate::rules::Rule;

impl<'a> Machine<'a, '_> {
    /// A local that gets its first value, behind deferred calls maybe.
    fn note_late(&mut self, slot: &Slot) {
        let registered = self.registered;
        if matches!(slot.origin, Origin::Late(since) if since < registered && matches!(slot.content.get(), Content::Moved))
        {
            self.hit(Rule::LateBehindCall);
        }
    }

    pub(super) fn block(&mut self, block: &'a Block, env: &Env, context: &Context<'a>) -> Step<()> {
        let ran = self.unlabelled(false, env, context, |this, env| {
            this.statements(block, env, context).map(|()| None)
        });
        ran.map(drop)
    }

    pub(super) fn value_block(
        &mut self,
        block: &'a Block,
        value: &'a Expr,
        env: &Env,
        context: &Context<'a>,
    ) -> Step<i64> {
        let ran = self.unlabelled(true, env, context, |this, env| {
            this.statements(block, env, context)?;
            this.terminating(|this| this.evaluate(value, env, context)).map(Some)
        });
        ran.map(Option::unwrap_or_default)
    }

    /// A block with a label is a scope (3.1): it is left at its end as by a `break` with its value.
    pub(super) fn labelled(
        &mut self,
        label: &'a str,
        has_value: bool,
        env: &Env,
        context: &Context<'a>,
        run: impl FnOnce(&mut Self, &mut Env) -> Step<Option<i64>>,
    ) -> Step<Option<i64>> {
        let scope = Scope::Block {
            has_value,
            has_label: label != THIS_BLOCK,
        };
        self.scopes.push(Vec::new());
        let exit = match run(self, &mut env.clone()) {
            Ok(value) => Exit::Break(Some(label.into()), value),
            Err(exit) => exit,
        };
        match self.leave(scope, Some(exit), context)? {
            Exit::Break(Some(target), value) if target == label || target == THIS_BLOCK => Ok(value),
            exit => Err(exit),
        }
    }

    pub(super) fn statements(&mut self, block: &'a Block, env: &mut Env, context: &Context<'a>) -> Step<()> {
        bind_items(block, env);
        block
            .0
            .iter()
            .try_for_each(|stmt| self.terminating(|this| this.statement(stmt, env, context)))
    }

    pub(super) fn statement(&mut self, stmt: &'a Stmt, env: &mut Env, context: &Context<'a>) -> Step<()> {
        self.burn()?;
        match stmt {
            Stmt::Let(name, expr) => {
                let n = self.evaluate(expr, env, context)?;
                self.bind(env, name, Content::Int(n), Origin::Let);
            }
            Stmt::Set(name, expr) => {
                let n = self.evaluate(expr, env, context)?;
                self.note_late(find(env, name)?);
                set(env, name, n)?;
            }
            Stmt::Add(name, expr) => {
                let n = self.evaluate(expr, env, context)?;
                set(env, name, int(env, name)?.wrapping_add(n))?;
            }
            Stmt::SetResult(give) => {
                let value = self.evaluate_give(give, env, context)?;
                let Some(result) = &context.result else {
                    return stuck("no named result");
                };
                result.set(value);
                if context.is_deferred {
                    self.hit(Rule::ResultChanged);
                }
            }
            Stmt::SetError(name, expr) => {
                let n = self.evaluate(expr, env, context)?;
                self.note_late(find(env, name)?);
                set(env, name, n)?;
                self.hit(Rule::ErrorChanged);
            }
            Stmt::LetNamed(name, n) => self.bind(env, name, Content::Named(*n), Origin::Let),
            Stmt::SetNamed(name, n) => {
                let old = find(env, name)?.content.replace(Content::Named(*n));
                self.drop_content(old);
            }
            Stmt::LetToken(name, n) => self.bind(env, name, Content::Token(*n, *n), Origin::Let),
            Stmt::LetPair(pair) => {
                for (name, n) in pair {
                    self.bind(env, name, Content::Token(*n, *n), Origin::Pattern);
                }
            }
            Stmt::SetToken(name, n) => {
                let old = find(env, name)?.content.replace(Content::Token(*n, *n));
                self.drop_content(old);
            }
            Stmt::LetLate(name, _) => self.bind(env, name, Content::Moved, Origin::Late(self.registered)),
            Stmt::LetCopied { number, from, .. } => {
                self.hit(Rule::Copied);
                match find(env, from)?.content.get() {
                    Content::Named(n) | Content::Token(n, _) => self.bind(env, number, Content::Int(n), Origin::Let),
                    content => return stuck(format!("{from} is {content:?}")),
                }
            }
            Stmt::LetParts(parts, name, values) => {
                let mut contents = Vec::new();
                for value in &values[..parts.count()] {
                    contents.push(Content::Int(self.evaluate(value, env, context)?));
                }
                for (part, content) in contents.into_iter().enumerate() {
                    self.bind(env, &part_of(name, part), content, Origin::Let);
                }
            }
            Stmt::AddAt(place, expr) => {
                let n = self.evaluate(expr, env, context)?;
                let part = self.part(place, env, context)?;
                let name = place.slot(part as usize);
                set(env, &name, int(env, &name)?.wrapping_add(n))?;
            }
            Stmt::LetReference { name, to, .. } => {
                self.hit(Rule::Reference);
                let slot = find(env, to)?.clone();
                env.bind(name, slot);
            }
            Stmt::AddThrough(name, expr) => {
                let n = self.evaluate(expr, env, context)?;
                set(env, name, int(env, name)?.wrapping_add(n))?;
            }
            Stmt::Item(..) => {}
            Stmt::Cfg(true, stmt) => {
                self.hit(Rule::CfgIn);
                self.statement(stmt, env, context)?;
            }
            Stmt::Cfg(false, stmt) => self.hit(match **stmt {
                Stmt::Defer(_) => Rule::CfgOutDeferred,
                Stmt::Return(_) | Stmt::Break(..) | Stmt::Continue(_) => Rule::CfgOutLeave,
                Stmt::Spend(_) => Rule::CfgOutMove,
                _ => Rule::CfgOut,
            }),
            Stmt::PlusToken(name, expr) => {
                let slot = find(env, name)?.clone();
                let token = slot.content.replace(Content::Moved);
                let Content::Token(old, id) = token else {
                    return stuck("plus of what is moved");
                };
                let n = self.evaluate(expr, env, context)?;
                if let Err(exit) = self.say(format!("plus {old} {n}")) {
                    self.drop_content(token);
                    return Err(exit);
                }
                slot.content.set(Content::Token(old.wrapping_add(n), id));
                self.hit(Rule::TokenReplaced);
            }
            Stmt::Spend(name) => {
                let token = find(env, name)?.content.replace(Content::Moved);
                self.end(token, "spend")?;
                self.hit(Rule::TokenMoved);
            }
            Stmt::Show(name) => match find(env, name)?.content.get() {
                Content::Named(n) => self.say(format!("show {n}"))?,
                content => return stuck(format!("{name} is {content:?}")),
            },
            Stmt::Say(expr) => {
                let n = self.evaluate(expr, env, context)?;
                self.say(n.to_string())?;
            }
            Stmt::Do(expr) | Stmt::Call(expr) => drop(self.evaluate(expr, env, context)?),
            Stmt::Block(Some(label), block) => {
                self.labelled(label, false, env, context, |this, env| {
                    this.statements(block, env, context).map(|()| None)
                })?;
            }
            Stmt::Block(None, block) => self.block(block, env, context)?,
            Stmt::If(cond, then, otherwise) => {
                let block = if self.terminating(|this| this.cond(cond, env, context))? {
                    then
                } else {
                    otherwise
                };
                self.block(block, env, context)?;
            }
            Stmt::Match(expr, arms) => self.matched(expr, arms, env, context)?,
            Stmt::Loop(repeated) => {
                self.repeated(repeated, env, context)?;
            }
            Stmt::Break(label, value) => {
                let value = match value {
                    Some(value) => Some(self.evaluate(value, env, context)?),
                    None => None,
                };
                return Err(Exit::Break(label.clone(), value));
            }
            Stmt::Continue(label) => return Err(Exit::Continue(label.clone())),
            Stmt::Return(Give::Nothing) if context.is_named => {
                self.hit(Rule::BareReturn);
                return Err(Exit::ReturnNamed);
            }
            Stmt::Return(give) => {
                if context.is_deferred {
                    self.hit(Rule::ReturnInDeferred);
                }
                let value = self.evaluate_give(give, env, context)?;
                return Err(context.give(value));
            }
            Stmt::Panic(expr) => {
                let n = self.evaluate(expr, env, context)?;
                return Err(Exit::Panic(format!("boom {n}")));
            }
            Stmt::Defer(deferred) => self.register(deferred, env, context)?,
            Stmt::Leaving => {
                let Some(panic) = &context.panic else {
                    return stuck("leaving outside of a deferred block");
                };
                let (rule, text) = match (&*panic.borrow(), context.is_cancelled) {
                    (Some(_), _) => (Rule::LeavingByPanic, "Panicking"),
                    (None, true) => (Rule::LeavingCancelled, "Cancelled"),
                    (None, false) => (Rule::LeavingNormally, "Normally"),
                };
                self.hit(rule);
                self.say(text.to_owned())?;
            }
            Stmt::Recover(block, resume) => {
                let Some(panic) = &context.panic else {
                    return stuck("recover outside of a deferred block");
                };
                let Some(message) = panic.take() else {
                    self.hit(Rule::NothingToRecover);
                    return Ok(());
                };
                self.unlabelled(false, env, context, |this, env| {
                    this.say(format!("recovered {message}"))?;
                    this.statements(block, env, context)?;
                    if *resume {
                        this.hit(Rule::Resume);
                        return Err(Exit::Panic(message));
                    }
                    Ok(None)
                })?;
            }
        }
        Ok(())
    }

    pub(super) fn matched(
        &mut self,
        expr: &'a Expr,
        arms: &'a [(Pattern, Block)],
        env: &Env,
        context: &Context<'a>,
    ) -> Step<()> {
        let n = self.evaluate(expr, env, context)? % 3;
        for (pattern, block) in arms {
            let bound = match pattern {
                Pattern::Int(m) if *m == n => None,
                Pattern::Guarded(name, m) if n < *m => Some(name),
                Pattern::Bound(name) => Some(name),
                Pattern::Any => None,
                _ => continue,
            };
            let ran = self.unlabelled(false, env, context, |this, env| {
                if let Some(name) = bound {
                    this.bind(env, name, Content::Int(n), Origin::Let);
                }
                this.statements(block, env, context).map(|()| None)
            });
            return ran.map(drop);
        }
        stuck("no arm")
    }

    /// Runs a loop, and gives its value.
    pub(super) fn repeated(&mut self, repeated: &'a Loop, env: &Env, context: &Context<'a>) -> Step<i64> {
        self.inner(env, |this, env| {
            let (counter, times) = match &repeated.repeat {
                Repeat::For {
                    variable,
                    before,
                    times,
                } => {
                    if !before.0.is_empty() {
                        this.hit(Rule::IteratorExpression);
                    }
                    this.unlabelled(true, env, context, |this, env| {
                        this.statements(before, env, context).map(|()| Some(*times))
                    })?;
                    (variable, *times)
                }
                Repeat::While { counter, times, .. } | Repeat::Loop { counter, times, .. } => {
                    this.bind(env, counter, Content::Int(0), Origin::Let);
                    (counter, *times)
                }
            };
            for n in 0.. {
                this.burn()?;
                if let Repeat::For { .. } = repeated.repeat
                    && n >= times
                {
                    return Ok(0);
                }
                if let Repeat::While { .. } = repeated.repeat
                    && int(env, counter)? >= times
                {
                    return Ok(0);
                }
                match this.iteration(repeated, n, counter, times, env, context)? {
                    Exit::Continue(None) => {}
                    Exit::Continue(Some(label)) if Some(&label) == repeated.label.as_ref() => {}
                    Exit::Break(None, value) => return Ok(value.unwrap_or(0)),
                    Exit::Break(Some(label), value) if Some(&label) == repeated.label.as_ref() => {
                        return Ok(value.unwrap_or(0));
                    }
                    exit => return Err(exit),
                }
            }
            stuck("endless")
        })
    }

    pub(super) fn iteration(
        &mut self,
        repeated: &'a Loop,
        n: i64,
        counter: &str,
        times: i64,
        env: &Env,
        context: &Context<'a>,
    ) -> Step<Exit> {
        self.scopes.push(Vec::new());
        let mut env = env.clone();
        let ran = match &repeated.repeat {
            Repeat::For { variable, .. } => {
                self.bind(&mut env, variable, Content::Int(n), Origin::Let);
                self.statements(&repeated.body, &mut env, context)
            }
            Repeat::While { late: false, .. } => {
                set(&env, counter, n + 1).and_then(|()| self.statements(&repeated.body, &mut env, context))
            }
            // The deferred block that counts says nothing, and is the first one: it runs last, whatever comes.
            Repeat::While { late: true, .. } => self.statements(&repeated.body, &mut env, context),
            Repeat::Loop { value, .. } => set(&env, counter, n + 1).and_then(|()| {
                if n + 1 > times {
                    bind_items(&repeated.body, &mut env);
                    let value = match value {
                        Some(value) => Some(self.terminating(|this| this.evaluate(value, &env, context))?),
                        None => None,
                    };
                    return Err(Exit::Break(None, value));
                }
                self.statements(&repeated.body, &mut env, context)
            }),
        };
        let left = self.leave(Scope::Iteration, ran.err(), context);
        if let Repeat::While { late: true, .. } = repeated.repeat {
            set(&env, counter, int(&env, counter)? + 1)?;
        }
        left
    }
}

/// An item is in view in all of its block.
fn bind_items(block: &Block, env: &mut Env) {
    for stmt in &block.0 {
        if let Stmt::Item(item, n) = compiled(stmt) {
            env.bind(item_name(*item), Slot::new(Content::Int(*n)));
        }
    }
}

/// The statement itself, if it is compiled in.
fn compiled(mut stmt: &Stmt) -> &Stmt {
    while let Stmt::Cfg(true, inner) = stmt {
        stmt = inner;
    }
    stmt
}
