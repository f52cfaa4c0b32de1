//! Scopes: a stack of locals and deferred calls each, that is popped on every way out.

use super::Machine;
use super::context::Context;
use super::env::{Content, Env, Origin, Slot};
use super::value::{Exit, Step, Value, stuck};
use crate::lang::{Deferred, Type, When, mentioned};
use crate::rules::Rule;
use std::cell::RefCell;
use std::rc::Rc;

/// A local or a deferred call of a scope.
#[derive(Debug)]
pub(super) enum Entry<'a> {
    Local(Slot),
    Call(Call<'a>),
}

/// A registered call: what was evaluated by then, and what it sees.
#[derive(Debug)]
pub(super) struct Call<'a> {
    pub(super) deferred: &'a Deferred,
    pub(super) values: Vec<i64>,
    pub(super) moved: Vec<Content>,
    /// The locals of its scope that it mentions, if it is no value.
    pub(super) mentions: Vec<Slot>,
    pub(super) env: Env,
    pub(super) context: Context<'a>,
}

/// The label by which a block goes on behind itself after a recovery.
pub(super) const THIS_BLOCK: &str = "";

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Scope {
    Function,
    Iteration,
    /// A block, which has a value or none, and a label or none.
    Block {
        has_value: bool,
        has_label: bool,
    },
}

impl<'a> Machine<'a, '_> {
    /// Leaves the innermost scope: its entries go in reverse order. No way out is the end of an iteration.
    pub(super) fn leave(&mut self, scope: Scope, mut exit: Option<Exit>, context: &Context<'a>) -> Step<Exit> {
        let mut calls = 0;
        while let Some(entry) = self.scopes.last_mut().and_then(Vec::pop) {
            if let Some(Exit::Stuck(_)) = exit {
                break;
            }
            match entry {
                Entry::Local(slot) => {
                    let content = slot.content.replace(Content::Moved);
                    self.hit_drop(&slot, content, calls > 0);
                    self.drop_content(content);
                }
                Entry::Call(call) => {
                    calls += 1;
                    self.hit_way_out(scope, exit.as_ref());
                    if let Scope::Block { has_label: false, .. } = scope {
                        self.hit_way_out_of_block(exit.as_ref(), context);
                    }
                    exit = self.settle(call, scope, exit, context);
                }
            }
        }
        if calls > 1 {
            self.hit(Rule::Lifo);
        }
        self.scopes.pop();
        // The end of an iteration is as good as `continue`.
        match exit {
            Some(Exit::Stuck(why)) => stuck(why),
            Some(exit) => Ok(exit),
            None => Ok(Exit::Continue(None)),
        }
    }

    fn hit_drop(&mut self, slot: &Slot, content: Content, is_behind_call: bool) {
        match content {
            Content::Named(_) if is_behind_call => self.hit(Rule::DropAfterCall),
            Content::Token(..) => {
                self.hit(if is_behind_call {
                    Rule::TokenDroppedAfterCall
                } else {
                    Rule::TokenDropped
                });
                if is_behind_call {
                    match slot.origin {
                        Origin::Let => {}
                        Origin::Late(_) => self.hit(Rule::LateDropped),
                        Origin::Pattern => self.hit(Rule::PatternDropped),
                        Origin::Parameter => self.hit(Rule::ParameterDropped),
                    }
                }
            }
            _ => {}
        }
    }

    pub(super) fn hit_way_out(&mut self, scope: Scope, exit: Option<&Exit>) {
        let in_loop = scope != Scope::Function;
        self.hit(match exit {
            None => Rule::EndOfIteration,
            Some(Exit::Break(None, None)) => Rule::Break,
            Some(Exit::Break(None, Some(_))) => Rule::BreakValue,
            Some(Exit::Break(Some(label), _)) if label == THIS_BLOCK => return,
            Some(Exit::Break(Some(_), _)) if matches!(scope, Scope::Block { .. }) => Rule::EndOfBlock,
            Some(Exit::Break(Some(_), _)) => Rule::BreakLabel,
            Some(Exit::Continue(None)) => Rule::Continue,
            Some(Exit::Continue(Some(_))) => Rule::ContinueLabel,
            Some(Exit::Return(_) | Exit::ReturnNamed) if in_loop => Rule::ReturnFromLoop,
            Some(Exit::Return(_) | Exit::ReturnNamed) => Rule::Return,
            Some(Exit::Panic(_)) if in_loop => Rule::PanicInLoop,
            Some(Exit::Panic(_)) => Rule::Panic,
            Some(Exit::Cancelled(_)) if in_loop => Rule::CancelledInLoop,
            Some(Exit::Cancelled(_)) => Rule::Cancelled,
            Some(Exit::Stuck(_)) => return,
        });
    }

    fn hit_way_out_of_block(&mut self, exit: Option<&Exit>, context: &Context<'a>) {
        if context.is_deferred {
            self.hit(Rule::PlainBlockInDeferred);
        }
        self.hit(match exit {
            Some(Exit::Break(Some(label), None)) if label == THIS_BLOCK => Rule::PlainBlockEnds,
            Some(Exit::Break(Some(label), Some(_))) if label == THIS_BLOCK => Rule::PlainBlockGives,
            Some(Exit::Panic(_)) => Rule::PlainBlockPanics,
            Some(Exit::Cancelled(_)) => Rule::CancelledInPlainBlock,
            _ => Rule::PlainBlockLeft,
        });
    }

    /// Runs a registered call, or not, and says how its scope is left from then on.
    pub(super) fn settle(
        &mut self,
        call: Call<'a>,
        scope: Scope,
        exit: Option<Exit>,
        context: &Context<'a>,
    ) -> Option<Exit> {
        self.settled += 1;
        let value = exit.as_ref().and_then(|exit| context.returned(exit));
        let is_panic = matches!(exit, Some(Exit::Panic(_)));
        // 6.1: the outcome of this moment. What a deferred block returns is nothing or a failure.
        let is_cancelled = matches!(exit, Some(Exit::Cancelled(_)));
        let failing = is_panic || is_cancelled || value.is_some_and(Value::is_failure);
        let error = match value {
            Some(Value::Err(error)) if matches!(call.deferred.when, When::Error(_)) => {
                Some(Slot::new(Content::Int(error)))
            }
            _ => None,
        };
        let mut env = call.env.clone();
        let runs = match &call.deferred.when {
            When::Always => true,
            When::Failure => failing,
            When::Success => !failing,
            When::Error(name) => {
                if let Some(error) = &error {
                    env.bind(name, error.clone());
                }
                error.is_some()
            }
        };
        self.hit(match (&call.deferred.when, runs) {
            (When::Failure, true) if is_cancelled => Rule::CancelledErrdefer,
            (When::Success, false) if is_cancelled => Rule::CancelledOkdefer,
            (When::Error(_), false) if is_cancelled => Rule::CancelledError,
            (When::Always, _) => Rule::Defer,
            (When::Failure, true) => Rule::ErrdeferRuns,
            (When::Failure, false) => Rule::ErrdeferSkips,
            (When::Success, true) => Rule::OkdeferRuns,
            (When::Success, false) => Rule::OkdeferSkips,
            (When::Error(_), true) => Rule::ErrorRuns,
            (When::Error(_), false) => Rule::ErrorSkips,
        });
        if runs && call.deferred.when != When::Always {
            let mentions = mentioned(&call.deferred.form);
            if mentions.iter().any(|name| self.undone.contains(name)) {
                self.hit(Rule::NotTakenAlong);
            }
        }
        if !runs {
            // As locals are that are declared there.
            for content in call.moved.into_iter().rev() {
                self.drop_content(content);
            }
            return exit;
        }
        let panic = match &exit {
            Some(Exit::Panic(message)) => Some(message.clone()),
            Some(Exit::Cancelled(panic)) => panic.clone(),
            _ => None,
        };
        let panic = Rc::new(RefCell::new(panic));
        let ran = self.run(call, env, Rc::clone(&panic), is_cancelled);

        let mut exit = exit;
        // 6.2: what was done to the error.
        if let (Some(slot), Some(changed)) = (&error, &mut exit)
            && let Content::Int(error) = slot.content.get()
        {
            match changed {
                Exit::Return(value) => *value = Value::Err(error),
                // The block can't see the named result, which holds the error.
                Exit::ReturnNamed => {
                    if let Some(result) = &context.result
                        && matches!(result.get(), Value::Err(_))
                    {
                        result.set(Value::Err(error));
                    }
                }
                _ => {}
            }
        }
        if is_panic && panic.borrow().is_none() {
            // 7.3
            exit = match scope {
                Scope::Iteration => {
                    self.hit(Rule::RecoverInLoop);
                    None
                }
                Scope::Block {
                    has_value: false,
                    has_label,
                } => {
                    self.hit(if has_label {
                        Rule::RecoverInBlock
                    } else {
                        Rule::PlainBlockRecovers
                    });
                    Some(Exit::Break(Some(THIS_BLOCK.into()), None))
                }
                Scope::Block { has_value: true, .. } => Some(Exit::Stuck("a recovery without a value".into())),
                Scope::Function if context.is_named => {
                    self.hit(Rule::RecoverNamed);
                    Some(Exit::ReturnNamed)
                }
                Scope::Function if context.returns == Type::Unit || context.is_deferred => {
                    self.hit(Rule::RecoverUnit);
                    Some(Exit::Return(Value::Unit))
                }
                Scope::Function => Some(Exit::Stuck("a recovery without a result".into())),
            };
        }
        // A recovery does not end a cancellation.
        if let Some(Exit::Cancelled(under_way)) = &mut exit {
            let panic = panic.take();
            if under_way.is_some() && panic.is_none() {
                self.hit(Rule::CancelledRecovery);
            }
            *under_way = panic;
        }
        // The value that was on its way gives way to what comes instead.
        let is_replaced = match &ran {
            Err(Exit::Panic(_) | Exit::Cancelled(_)) => true,
            Err(Exit::Return(_)) => !matches!(&exit, Some(way) if context.returned(way).is_some_and(Value::is_failure)),
            _ => false,
        };
        if is_replaced && let Some(Exit::Return(value)) = exit {
            self.drop_value(value);
        }
        match ran {
            Ok(()) => exit,
            // 8.3: it is not polled again. As a panic would, it replaces the one under way.
            Err(Exit::Cancelled(panic)) => {
                self.hit(match exit {
                    Some(Exit::Cancelled(None)) => Rule::Cut,
                    Some(Exit::Cancelled(Some(_)) | Exit::Panic(_)) => Rule::CancelledInPanic,
                    _ => Rule::CancelledInCall,
                });
                Some(Exit::Cancelled(panic))
            }
            Err(Exit::Panic(message)) if is_cancelled => {
                self.hit(Rule::CancelledPanic);
                Some(Exit::Cancelled(Some(message)))
            }
            // 7.4
            Err(Exit::Panic(message)) => {
                if matches!(exit, Some(Exit::Panic(_))) {
                    self.hit(Rule::PanicReplaces);
                } else {
                    self.hit(Rule::PanicInCall);
                }
                Some(Exit::Panic(message))
            }
            // 6.3
            Err(Exit::Return(failure)) => match exit {
                Some(Exit::Cancelled(_)) => {
                    self.hit(Rule::CancelledDeferredError);
                    exit
                }
                Some(Exit::Panic(_)) => {
                    self.hit(Rule::DeferredErrorAfterPanic);
                    exit
                }
                Some(ref way) if context.returned(way).is_some_and(Value::is_failure) => {
                    self.hit(Rule::DeferredErrorAfterError);
                    exit
                }
                _ => {
                    self.hit(if scope == Scope::Iteration {
                        Rule::DeferredErrorInLoop
                    } else {
                        Rule::DeferredError
                    });
                    Some(context.give(failure))
                }
            },
            Err(exit) => Some(exit),
        }
    }

    pub(super) fn declare(&mut self, entry: Entry<'a>) {
        self.scopes.last_mut().expect("a scope is open").push(entry);
    }

    pub(super) fn bind(&mut self, env: &mut Env, name: &str, content: Content, origin: Origin) {
        let slot = Slot {
            origin,
            ..Slot::new(content)
        };
        env.bind(name, slot.clone());
        self.declare(Entry::Local(slot));
    }

    /// A block without a label, which is a scope (3.8) or not (3.2).
    pub(super) fn unlabelled(
        &mut self,
        has_value: bool,
        env: &Env,
        context: &Context<'a>,
        run: impl FnOnce(&mut Self, &mut Env) -> Step<Option<i64>>,
    ) -> Step<Option<i64>> {
        match context.has_block_scopes {
            true => self.labelled(THIS_BLOCK, has_value, env, context, run),
            false => self.inner(env, run),
        }
    }

    /// A block that is no scope (3.2): its locals go at its end, but for those that a registered call mentions.
    pub(super) fn inner<T>(&mut self, env: &Env, run: impl FnOnce(&mut Self, &mut Env) -> Step<T>) -> Step<T> {
        let from = self.scopes.last().map_or(0, Vec::len);
        let mut env = env.clone();
        let ran = run(self, &mut env);
        let scope = self.scopes.last_mut().expect("a scope is open");
        let entries = scope.split_off(from);
        let mut stay = Vec::new();
        let (mut gone, mut kept) = (Vec::new(), Vec::new());
        for entry in entries {
            match entry {
                Entry::Local(slot) if slot.kept.get() => kept.push(slot),
                Entry::Local(slot) => gone.push(slot),
                call => stay.push(call),
            }
        }
        if !stay.is_empty() {
            self.hit(Rule::BlockIsNoScope);
        }
        for slot in kept {
            if let Content::Named(_) | Content::Token(..) = slot.content.get() {
                self.hit(Rule::LocalLivesOn);
            }
            // 3.4: until the calls that mention it have run, of which the first one runs last.
            let mentions = |entry: &Entry<'_>| match entry {
                Entry::Call(call) => call
                    .mentions
                    .iter()
                    .any(|other| Rc::ptr_eq(&other.content, &slot.content)),
                Entry::Local(_) => false,
            };
            let at = stay.iter().position(mentions).unwrap_or(0);
            stay.insert(at, Entry::Local(slot));
        }
        for slot in gone.into_iter().rev() {
            let content = slot.content.replace(Content::Moved);
            self.drop_content(content);
        }
        self.scopes.last_mut().expect("a scope is open").append(&mut stay);
        ran
    }
}
