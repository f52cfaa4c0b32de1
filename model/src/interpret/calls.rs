//! Deferred calls: what is evaluated now, and what runs at exit (chapter 2).

use super::Machine;
use super::context::Context;
use super::env::{Content, Env, Slot, find, int};
use super::scopes::{Call, Entry, Scope};
use super::value::{Exit, Step, Value, stuck};
use crate::lang::{Awaited, Block, Deferred, Form, Name, Parts, Place, Type, mentioned};
use crate::rules::Rule;
use std::cell::RefCell;
use std::rc::Rc;

impl<'a> Machine<'a, '_> {
    /// Runs a registered call, of a scope that is left by this panic or a cancellation. A failure comes as `Return`.
    pub(super) fn run(
        &mut self,
        call: Call<'a>,
        mut env: Env,
        panic: Rc<RefCell<Option<String>>>,
        is_cancelled: bool,
    ) -> Step<()> {
        let Call {
            deferred,
            values,
            moved,
            context,
            ..
        } = call;
        match &deferred.form {
            Form::Say(_) | Form::Parts(_) => self.say(values.iter().map(i64::to_string).collect::<Vec<_>>().join(" ")),
            Form::Format(..) => self.say(values.iter().map(i64::to_string).collect::<Vec<_>>().join(" ")),
            Form::Bump(name, _) | Form::BumpThrough(name, _) => {
                let slot = find(&env, name)?;
                let Content::Int(n) = slot.content.get() else {
                    return stuck("bump");
                };
                self.say(format!("bump {n} {}", values[0]))?;
                slot.content.set(Content::Int(n.wrapping_add(values[0])));
                Ok(())
            }
            Form::BumpAt(place, _) => {
                let slot = find(&env, &place.slot(values[0] as usize))?.clone();
                let Content::Int(n) = slot.content.get() else {
                    return stuck("bump");
                };
                self.say(format!("bump {n} {}", values[1]))?;
                slot.content.set(Content::Int(n.wrapping_add(values[1])));
                Ok(())
            }
            Form::Look(place) => {
                let n = int(&env, &place.slot(values[0] as usize))?;
                self.say(format!("look {n}"))
            }
            Form::Consume(..) => match moved[0] {
                Content::Named(n) => {
                    let said = self.say(format!("consume {n}"));
                    self.drop_content(moved[0]);
                    said
                }
                token => self.end(token, "spend").map(drop),
            },
            Form::Show(name) => match find(&env, name)?.content.get() {
                Content::Named(n) => self.say(format!("show {n}")),
                _ => stuck("show"),
            },
            Form::Try(returns, _) => self.fallible(*returns, values[0], true).map(drop),
            Form::Local(..) | Form::Bound(..) => self.say(format!(
                "{} {}",
                if values[0] % 2 == 0 { "even" } else { "odd" },
                values[1]
            )),
            Form::Returned(..) => self.say(format!("{} {}", values[0], values[1])),
            Form::Block(block, _) => {
                let context = Context {
                    is_named: false,
                    panic: Some(panic),
                    is_cancelled,
                    is_deferred: true,
                    ..context
                };
                self.body(block, env, &context)
            }
            Form::Move(block) => {
                let ran = self.body(block, env, &context.closure(Type::Unit));
                // The captures go with the closure.
                let captures: Vec<_> = moved.into_iter().collect();
                for content in captures {
                    self.drop_content(content);
                }
                ran
            }
            Form::Await(awaited, _) => {
                self.hit(Rule::AwaitForm);
                self.awaited(awaited, values, &env, &context).map(drop)
            }
            Form::Literal(args, block) => {
                for ((name, _), value) in args.iter().zip(values) {
                    env.bind(name, Slot::new(Content::Int(value)));
                }
                self.body(block, env, &context.closure(Type::Unit))
            }
            Form::With(_, parameter, block) => {
                env.bind(parameter, Slot::new(Content::Int(values[0])));
                self.body(block, env, &context.closure(Type::Unit))
            }
        }
    }

    /// Runs a body that returns nothing, as a scope.
    pub(super) fn body(&mut self, block: &'a Block, mut env: Env, context: &Context<'a>) -> Step<()> {
        self.scopes.push(Vec::new());
        let exit = match self.statements(block, &mut env, context) {
            Ok(()) => Exit::Return(Value::Unit),
            Err(exit) => exit,
        };
        match self.leave(Scope::Function, Some(exit), context)? {
            Exit::Return(Value::Unit) => Ok(()),
            exit @ (Exit::Return(_) | Exit::Panic(_) | Exit::Cancelled(_)) => Err(exit),
            exit => stuck(format!("{exit:?} leaves a deferred block")),
        }
    }

    /// Evaluates what a deferred call evaluates now, and registers it (chapter 2).
    pub(super) fn register(&mut self, deferred: &'a Deferred, env: &Env, context: &Context<'a>) -> Step<()> {
        let mut values = Vec::new();
        let mut moved = Vec::new();
        let mut sees = env.clone();
        match &deferred.form {
            Form::Say(args) | Form::Await(_, args) => {
                self.hit(Rule::CallForm);
                for arg in args {
                    values.push(self.evaluate(arg, env, context)?);
                }
                if let Form::Await(awaited, _) = &deferred.form {
                    let tokens = given(awaited, context).iter();
                    moved.extend(tokens.map(|(_, id)| Content::Token(*id, *id)));
                }
            }
            Form::Parts(parts) => {
                self.hit(Rule::Parts);
                for part in parts {
                    values.push(self.evaluate(part, env, context)?);
                }
            }
            Form::BumpAt(place, arg) => {
                self.hit_place(place);
                values.push(self.part(place, env, context)?);
                values.push(self.evaluate(arg, env, context)?);
            }
            Form::Look(place) => {
                self.hit_place(place);
                values.push(self.part(place, env, context)?);
            }
            Form::BumpThrough(_, arg) => {
                self.hit(Rule::Lent);
                values.push(self.evaluate(arg, env, context)?);
            }
            Form::Bump(_, arg) => {
                self.hit(Rule::Address);
                values.push(self.evaluate(arg, env, context)?);
            }
            Form::Consume(name, _) => {
                self.hit(Rule::MovedArgument);
                moved.push(find(env, name)?.content.replace(Content::Moved));
            }
            Form::Show(_) => self.hit(Rule::Receiver),
            Form::Try(_, arg) => {
                self.hit(Rule::DeferredTry);
                values.push(self.evaluate(arg, env, context)?);
            }
            Form::Local(first, second) | Form::Bound(first, second) => {
                self.hit(match deferred.form {
                    Form::Bound(..) => Rule::BoundCallee,
                    _ => Rule::LocalCallee,
                });
                values.push(self.evaluate(first, env, context)?);
                values.push(self.evaluate(second, env, context)?);
            }
            Form::Returned(first, second) => {
                self.hit(Rule::ReturnedCallee);
                let first = self.evaluate(first, env, context)?;
                self.say(format!("returned {first}"))?;
                values.push(first);
                values.push(self.evaluate(second, env, context)?);
            }
            Form::Block(..) => self.hit(Rule::BlockForm),
            Form::Move(_) => {
                self.hit(Rule::MoveForm);
                for name in mentioned(&deferred.form) {
                    let Some(slot) = env.find(&name) else { continue };
                    // A copy of a number; anything else is moved.
                    let content = slot.content.get();
                    if !matches!(content, Content::Int(_)) {
                        slot.content.set(Content::Moved);
                        moved.push(content);
                    }
                    if content != Content::Moved {
                        sees.bind(&name, Slot::new(content));
                    }
                }
            }
            Form::Literal(args, _) => {
                self.hit(Rule::Literal);
                for (_, arg) in args {
                    values.push(self.evaluate(arg, env, context)?);
                }
            }
            Form::With(arg, ..) => {
                self.hit(Rule::ClosureArgument);
                values.push(self.evaluate(arg, env, context)?);
            }
            Form::Format(args, captured) => {
                self.hit(Rule::Format);
                for arg in args {
                    values.push(self.evaluate(arg, env, context)?);
                }
                for name in captured {
                    if name.starts_with("r#") {
                        self.hit(Rule::RawCapture);
                    }
                    values.push(int(env, name)?);
                }
            }
        }
        let mut mentions = Vec::new();
        if !matches!(deferred.form, Form::Move(_)) {
            // A local of an outer scope outlives the call anyway.
            let entries = self.scopes.last().expect("a scope is open");
            let is_local = |slot: &Slot| {
                entries
                    .iter()
                    .any(|entry| matches!(entry, Entry::Local(local) if Rc::ptr_eq(&local.content, &slot.content)))
            };
            for name in mentioned(&deferred.form) {
                if let Some(slot) = env.find(&name).filter(|slot| is_local(slot)) {
                    slot.kept.set(true);
                    mentions.push(slot.clone());
                }
            }
        }
        if context.is_deferred {
            self.hit(Rule::InDeferred);
        }
        self.registered += 1;
        let call = Call {
            deferred,
            values,
            moved,
            mentions,
            env: sees,
            context: context.clone(),
        };
        self.declare(Entry::Call(call));
        Ok(())
    }

    fn hit_place(&mut self, place: &Place) {
        self.hit(match place.parts {
            Parts::Struct => Rule::AddressOfField,
            Parts::Array => Rule::AddressOfElement,
            Parts::Box => Rule::AddressInBox,
            Parts::Tuple => Rule::AddressInTuple,
        });
    }
}

/// The tokens that what is awaited is given.
fn given<'a>(awaited: &'a Awaited, context: &Context<'a>) -> &'a [(Name, i64)] {
    match awaited {
        Awaited::Function(index, _) => match context.awaited.get(*index) {
            Some(program) => &program.function.tokens,
            None => &[],
        },
        Awaited::Closure(function) => &function.tokens,
        Awaited::Pause | Awaited::Fallible(_) | Awaited::Block(_) => &[],
    }
}
