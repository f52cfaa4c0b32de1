//! Expressions, what is returned, and what is awaited.

use super::Machine;
use super::context::Context;
use super::env::{Content, Env, find, int};
use super::value::{Exit, Step, Value, stuck};
use crate::lang::{Awaited, Capital, Cond, Expr, Give, Item, Made, Operator, Parts, Place, Type};
use crate::rules::Rule;
use crate::runs::Fault;

impl<'a> Machine<'a, '_> {
    pub(super) fn cond(&mut self, cond: &'a Cond, env: &Env, context: &Context<'a>) -> Step<bool> {
        let (Cond::Less(left, right) | Cond::Equal(left, right)) = cond;
        let left = self.evaluate(left, env, context)?;
        let right = self.evaluate(right, env, context)?;
        Ok(match cond {
            Cond::Less(..) => left < right,
            Cond::Equal(..) => left == right,
        })
    }

    pub(super) fn evaluate_give(&mut self, give: &'a Give, env: &Env, context: &Context<'a>) -> Step<Value> {
        Ok(match give {
            Give::Nothing => Value::Unit,
            Give::Int(expr) => Value::Int(self.evaluate(expr, env, context)?),
            Give::Ok(expr) => Value::Ok(self.evaluate(expr, env, context)?),
            Give::Err(expr) => Value::Err(self.evaluate(expr, env, context)?),
            Give::Some(expr) => Value::Some(self.evaluate(expr, env, context)?),
            Give::None => Value::None,
            Give::Check(expr) => {
                let n = self.evaluate(expr, env, context)?;
                self.say_capital(format!("check {n}"))?;
                Value::Unit
            }
            Give::Size(Made::Struct, expr) => Value::Size(self.evaluate(expr, env, context)?),
            Give::Size(_, expr) => {
                let n = self.evaluate(expr, env, context)?;
                self.say_capital(format!("make {n}"))?;
                Value::Size(n)
            }
            Give::OkToken(name) if self.undone.contains(name) => {
                let slot = find(env, name)?;
                let Content::Token(n, id) = slot.content.get() else {
                    return stuck(format!("{name} is {:?}", slot.content));
                };
                slot.content.set(Content::Taken(n, id));
                self.taken.push((id, slot.content.clone()));
                self.hit(Rule::TokenReturned);
                self.hit(match self.scopes.len() {
                    1 => Rule::TakenAlong,
                    _ => Rule::TakenAlongInLoop,
                });
                Value::OkToken(n, id)
            }
            Give::OkToken(name) => match find(env, name)?.content.replace(Content::Moved) {
                Content::Token(n, id) => {
                    self.hit(Rule::TokenReturned);
                    Value::OkToken(n, id)
                }
                content => return stuck(format!("{name} is {content:?}")),
            },
            Give::OkNew(id) => Value::OkToken(*id, *id),
            Give::Fallible(returns, expr) => {
                let n = self.evaluate(expr, env, context)?;
                match (self.fallible(*returns, n, false), returns) {
                    (Ok(_), Type::Option) => Value::Some(n),
                    (Ok(_), _) => Value::Ok(n),
                    (Err(Exit::Return(value)), _) => value,
                    (Err(exit), _) => return Err(exit),
                }
            }
        })
    }

    /// Which part of a variable a place is.
    pub(super) fn part(&mut self, place: &'a Place, env: &Env, context: &Context<'a>) -> Step<i64> {
        match &place.index {
            Some(index) if place.parts == Parts::Array => Ok(self.evaluate(index, env, context)?.rem_euclid(3)),
            _ => Ok(place.part as i64),
        }
    }

    /// What a function says that is named like a struct.
    fn say_capital(&mut self, line: String) -> Step<()> {
        self.hit(Rule::Capital);
        let said = self.say(line);
        if said.is_err() {
            self.hit(Rule::CapitalPanics);
        }
        said
    }

    /// A fallible call. A failure comes as `Return`.
    pub(super) fn fallible(&mut self, returns: Type, n: i64, question_mark: bool) -> Step<i64> {
        self.burn()?;
        self.counts.calls += 1;
        self.trace.push(format!("call {n}"));
        let is_fault = self.plan.fault == Fault::Error(self.counts.calls);
        if is_fault {
            self.at_fault = self.counts;
        }
        if !is_fault && n % 4 != 3 {
            return Ok(n);
        }
        if question_mark {
            self.hit(Rule::QuestionMark);
        }
        Err(Exit::Return(match returns {
            Type::Option => Value::None,
            _ => Value::Err(n),
        }))
    }

    pub(super) fn evaluate(&mut self, expr: &'a Expr, env: &Env, context: &Context<'a>) -> Step<i64> {
        self.burn()?;
        match expr {
            Expr::Int(n) => Ok(*n),
            Expr::Var(name) | Expr::Error(name) => int(env, name),
            Expr::Field(name) => match find(env, name)?.content.get() {
                Content::Named(n) | Content::Token(n, _) => Ok(n),
                content => stuck(format!("{name} is {content:?}")),
            },
            Expr::Result => match &context.result {
                Some(result) => Ok(result.get().code()),
                None => stuck("no named result"),
            },
            Expr::Binary(left, operator, right) => {
                let left = self.evaluate(left, env, context)?;
                let right = self.evaluate(right, env, context)?;
                Ok(match operator {
                    Operator::Add => left.wrapping_add(right),
                    Operator::Sub => left.wrapping_sub(right),
                    Operator::Mul => left.wrapping_mul(right),
                })
            }
            Expr::Eval(expr) => {
                let n = self.evaluate(expr, env, context)?;
                self.say(format!("eval {n}"))?;
                Ok(n)
            }
            Expr::Capital(capital, expr) => {
                let n = self.evaluate(expr, env, context)?;
                if !matches!(capital, Capital::Struct | Capital::Variant) {
                    self.say_capital(format!("read {n}"))?;
                }
                Ok(n)
            }
            Expr::Method(name, _) => {
                let slot = find(env, name)?.clone();
                if let Content::Named(n) = slot.content.get() {
                    self.hit(Rule::MethodBorrows);
                    self.say(format!("see {n}"))?;
                    return Ok(n);
                }
                self.hit(Rule::MethodTakes);
                let token = slot.content.replace(Content::Moved);
                self.end(token, "end")
            }
            Expr::Temporary(n) => {
                self.temporaries.push(*n);
                Ok(*n)
            }
            Expr::At(place) => {
                let part = self.part(place, env, context)?;
                int(env, &place.slot(part as usize))
            }
            Expr::Item(item) => {
                let n = match env.find(item_name(*item)) {
                    None => 0,
                    Some(slot) => match slot.content.get() {
                        Content::Int(n) => n,
                        content => return stuck(format!("{item:?} is {content:?}")),
                    },
                };
                if n != 0 {
                    self.hit(if context.is_deferred {
                        Rule::ItemInDeferred
                    } else {
                        Rule::Item
                    });
                }
                if let Item::Function = item {
                    self.say(format!("helper {n}"))?;
                }
                Ok(n)
            }
            Expr::Try(returns, expr) => {
                let n = self.evaluate(expr, env, context)?;
                match self.fallible(*returns, n, true) {
                    // 5.2: `?` assigns a named result, too.
                    Err(Exit::Return(value)) => Err(context.give(value)),
                    other => other,
                }
            }
            Expr::Call(function, args) => {
                let mut values = Vec::new();
                for arg in args {
                    values.push(self.evaluate(arg, env, context)?);
                }
                self.hit(Rule::Closure);
                let value = self.function(function, values, env.clone(), &context.closure(function.returns))?;
                self.drop_value(value);
                Ok(value.code())
            }
            Expr::Block(Some(label), block, value) => {
                let ran = self.labelled(label, true, env, context, |this, env| {
                    this.statements(block, env, context)?;
                    this.terminating(|this| this.evaluate(value, env, context)).map(Some)
                });
                ran.map(Option::unwrap_or_default)
            }
            Expr::Block(None, block, value) => self.value_block(block, value, env, context),
            Expr::If(cond, then, otherwise) => {
                let (block, value) = if self.terminating(|this| this.cond(cond, env, context))? {
                    then
                } else {
                    otherwise
                };
                self.value_block(block, value, env, context)
            }
            Expr::Loop(repeated) => self.repeated(repeated, env, context),
            Expr::Await(awaited, args) => {
                if context.is_deferred {
                    self.hit(Rule::AwaitInBlock);
                }
                let mut values = Vec::new();
                for arg in args {
                    values.push(self.evaluate(arg, env, context)?);
                }
                match self.awaited(awaited, values, env, context) {
                    Err(Exit::Return(value)) => Err(context.give(value)),
                    other => other,
                }
            }
        }
    }

    /// Awaits something, and gives it as a number. What a `?` behind it returns comes as `Return`.
    pub(super) fn awaited(
        &mut self,
        awaited: &'a Awaited,
        args: Vec<i64>,
        env: &Env,
        context: &Context<'a>,
    ) -> Step<i64> {
        match awaited {
            Awaited::Pause => {
                self.hit(Rule::Pause);
                self.pause(args[0])?;
                Ok(args[0])
            }
            Awaited::Fallible(returns) => {
                self.hit(Rule::AwaitTry);
                self.pause(args[0])?;
                self.fallible(*returns, args[0], true)
            }
            Awaited::Function(index, question_mark) => {
                let Some(program) = context.awaited.get(*index) else {
                    return stuck("no such function");
                };
                self.hit(Rule::AwaitedFunction);
                let value = self.program(program, args)?;
                if *question_mark && value.is_failure() {
                    return Err(Exit::Return(value));
                }
                self.drop_value(value);
                Ok(value.code())
            }
            Awaited::Closure(function) | Awaited::Block(function) => {
                self.hit(match awaited {
                    Awaited::Closure(_) => Rule::AsyncClosure,
                    _ => Rule::AsyncBlock,
                });
                let value = self.function(function, args, env.clone(), &context.closure(function.returns))?;
                self.drop_value(value);
                Ok(value.code())
            }
        }
    }

    /// Is pending once. Nobody polls again what is dropped.
    pub(super) fn pause(&mut self, n: i64) -> Step<()> {
        self.burn()?;
        self.trace.push(format!("pause {n}"));
        if !self.is_cancelled {
            self.counts.polls += 1;
            if self.plan.polls == Some(self.counts.polls) {
                self.is_cancelled = true;
                self.at_drop = self.counts;
            }
        }
        if self.is_cancelled {
            self.trace.push(format!("cut {n}"));
            return Err(Exit::Cancelled(None));
        }
        self.say(format!("paused {n}"))
    }
}

/// What an item is called beside the variables.
pub(super) fn item_name(item: Item) -> &'static str {
    match item {
        Item::Function => "fn helper",
        Item::Constant => "const LIMIT",
    }
}
