//! What a program does by the rules of the language. A scope is a stack of locals and deferred calls, in the order
//! in which they came; it is left by popping it (3.3, 3.5). Cancellation (8.2) is one more way out: a drop of the
//! future leaves every scope from the await on at which it is suspended.

use crate::lang::{
    Awaited, Block, Cond, Deferred, Expr, Form, Function, Give, Loop, Name, Operator, Pattern, Program, Repeat, Stmt,
    Type, When, mentioned,
};
use crate::rules::{Hits, Rule};
use crate::runs::{Counts, Fault, Plan, Run};
use std::cell::{Cell, RefCell};
use std::rc::Rc;

/// How a run went, and how far it came by when.
#[derive(Clone, Debug)]
pub struct Told {
    /// How it went.
    pub run: Run,
    /// Where it was made to fail.
    pub at_fault: Counts,
    /// Where its future was dropped.
    pub at_drop: Counts,
    /// In the end.
    pub end: Counts,
}

/// What a program does, if this is done to it.
///
/// # Errors
///
/// Where it makes no sense, or goes on for too long.
pub fn interpret(program: &Program, plan: Plan, hits: &mut Hits) -> Result<Told, String> {
    let mut machine = Machine {
        trace: Vec::new(),
        counts: Counts::default(),
        at_fault: Counts::default(),
        at_drop: Counts::default(),
        is_cancelled: false,
        fuel: 20_000,
        plan,
        scopes: Vec::new(),
        registered: 0,
        settled: 0,
        hits,
    };
    let outcome = match machine.outermost(program) {
        Ok(value) => format!("returned {value}"),
        Err(Exit::Panic(message)) => format!("panicked {message}"),
        Err(Exit::Cancelled(None)) => "dropped".into(),
        Err(Exit::Cancelled(Some(message))) => {
            machine.hit(Rule::PanicOutOfDrop);
            format!("dropped, panicked {message}")
        }
        Err(exit) => return Err(format!("{exit:?}")),
    };
    if machine.registered != machine.settled {
        return Err(format!(
            "{} registered, {} settled",
            machine.registered, machine.settled
        ));
    }
    Ok(Told {
        run: Run {
            fault: plan.text(),
            trace: machine.trace.join(", "),
            outcome,
        },
        at_fault: machine.at_fault,
        at_drop: machine.at_drop,
        end: machine.counts,
    })
}

/// What a function returns.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Value {
    Unit,
    Int(i64),
    Ok(i64),
    Err(i64),
    Some(i64),
    None,
}

impl Value {
    fn zero(returns: Type) -> Self {
        match returns {
            Type::Unit => Value::Unit,
            Type::Int => Value::Int(0),
            Type::Result => Value::Ok(0),
            Type::Option => Value::None,
        }
    }

    /// As the function `code` of the printed programs.
    fn code(self) -> i64 {
        match self {
            Value::Unit => 0,
            Value::Int(n) | Value::Ok(n) | Value::Some(n) => n,
            Value::Err(n) => n.wrapping_add(1000),
            Value::None => -1,
        }
    }

    fn is_failure(self) -> bool {
        matches!(self, Value::Err(_) | Value::None)
    }
}

impl std::fmt::Display for Value {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        match self {
            Value::Unit => write!(f, "()"),
            Value::Int(n) => write!(f, "{n}"),
            other => write!(f, "{other:?}"),
        }
    }
}

/// A way out of what is being executed.
#[derive(Clone, Debug)]
enum Exit {
    Break(Option<Name>, Option<i64>),
    Continue(Option<Name>),
    Return(Value),
    /// A return of what the named result is in the end (4.1).
    ReturnNamed,
    Panic(String),
    /// The future is dropped, or was when a deferred call came to an await (8.3); with the panic under way.
    Cancelled(Option<String>),
    /// The program makes no sense, or goes on for too long.
    Stuck(String),
}

type Step<T> = Result<T, Exit>;

fn stuck<T>(why: impl Into<String>) -> Step<T> {
    Err(Exit::Stuck(why.into()))
}

/// What a variable holds.
#[derive(Clone, Copy, Debug, PartialEq)]
enum Content {
    Int(i64),
    Named(i64),
    Token(i64),
    Moved,
}

/// A variable. One is shared by all that see it.
#[derive(Clone, Debug)]
struct Slot {
    content: Rc<Cell<Content>>,
    /// A deferred call that is registered mentions it (3.4).
    kept: Rc<Cell<bool>>,
}

impl Slot {
    fn new(content: Content) -> Self {
        Slot {
            content: Rc::new(Cell::new(content)),
            kept: Rc::default(),
        }
    }
}

/// The names that are in scope, the innermost first.
#[derive(Clone, Debug, Default)]
struct Env(Option<Rc<Binding>>);

#[derive(Debug)]
struct Binding {
    name: Name,
    slot: Slot,
    outer: Env,
}

impl Env {
    fn bind(&mut self, name: &str, slot: Slot) {
        let outer = std::mem::take(self);
        let name = name.to_owned();
        self.0 = Some(Rc::new(Binding { name, slot, outer }));
    }

    fn find(&self, name: &str) -> Option<&Slot> {
        let mut env = self;
        while let Some(binding) = &env.0 {
            if binding.name == name {
                return Some(&binding.slot);
            }
            env = &binding.outer;
        }
        None
    }
}

/// The function that code stands in.
#[derive(Clone, Debug)]
struct Context<'a> {
    returns: Type,
    /// The async functions in sight.
    awaited: &'a [Program],
    /// The named result, if there is one around.
    result: Option<Rc<Cell<Value>>>,
    /// It is this function's own: `return` assigns it.
    is_named: bool,
    /// The panic under way where a deferred block runs, for `recover!()`.
    panic: Option<Rc<RefCell<Option<String>>>>,
    /// A deferred block; its value is a failure or nothing.
    is_deferred: bool,
}

impl<'a> Context<'a> {
    /// That of a function, with its named result.
    fn function(program: &'a Program) -> Self {
        Context {
            returns: program.function.returns,
            awaited: &program.awaited,
            result: None,
            is_named: false,
            panic: None,
            is_deferred: false,
        }
    }

    fn closure(&self, returns: Type) -> Self {
        Context {
            returns,
            awaited: self.awaited,
            result: self.result.clone(),
            is_named: false,
            panic: None,
            is_deferred: false,
        }
    }

    /// What a way out returns.
    fn returned(&self, exit: &Exit) -> Option<Value> {
        match exit {
            Exit::Return(value) => Some(*value),
            Exit::ReturnNamed => self.result.as_ref().map(|result| result.get()),
            _ => None,
        }
    }

    /// The way out with a value: a named result is assigned (5.2).
    fn give(&self, value: Value) -> Exit {
        match &self.result {
            Some(result) if self.is_named => {
                result.set(value);
                Exit::ReturnNamed
            }
            _ => Exit::Return(value),
        }
    }
}

/// A local or a deferred call of a scope.
#[derive(Debug)]
enum Entry<'a> {
    Local(Slot),
    Call(Call<'a>),
}

/// A registered call: what was evaluated by then, and what it sees.
#[derive(Debug)]
struct Call<'a> {
    deferred: &'a Deferred,
    values: Vec<i64>,
    moved: Vec<Content>,
    /// The locals of its scope that it mentions, if it is no value.
    mentions: Vec<Slot>,
    env: Env,
    context: Context<'a>,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Scope {
    Function,
    Iteration,
}

struct Machine<'a, 'h> {
    trace: Vec<String>,
    counts: Counts,
    at_fault: Counts,
    at_drop: Counts,
    /// Its future has been dropped: it is not polled again.
    is_cancelled: bool,
    fuel: u32,
    plan: Plan,
    scopes: Vec<Vec<Entry<'a>>>,
    registered: u32,
    settled: u32,
    hits: &'h mut Hits,
}

impl<'a> Machine<'a, '_> {
    fn hit(&mut self, rule: Rule) {
        self.hits.add(rule);
    }

    fn burn(&mut self) -> Step<()> {
        self.fuel = self.fuel.saturating_sub(1);
        if self.fuel == 0 {
            stuck("it goes on for too long")
        } else {
            Ok(())
        }
    }

    fn step(&mut self) -> Step<()> {
        self.burn()?;
        self.counts.steps += 1;
        if self.plan.fault == Fault::Panic(self.counts.steps) {
            self.at_fault = self.counts;
            return Err(Exit::Panic("fault".into()));
        }
        Ok(())
    }

    fn say(&mut self, line: impl Into<String>) -> Step<()> {
        self.step()?;
        self.trace.push(line.into());
        Ok(())
    }

    fn drop_content(&mut self, content: Content) {
        if let Content::Named(n) = content {
            self.trace.push(format!("drop {n}"));
        }
    }

    fn outermost(&mut self, program: &'a Program) -> Step<Value> {
        if self.plan.polls == Some(0) {
            self.hit(Rule::NeverPolled);
            return Err(Exit::Cancelled(None));
        }
        self.program(program, Vec::new())
    }

    fn program(&mut self, program: &'a Program, args: Vec<i64>) -> Step<Value> {
        let function = &program.function;
        let mut context = Context::function(program);
        if let Some(named) = &program.result {
            let start = match &named.start {
                None => Value::zero(function.returns),
                Some(start) => {
                    self.hit(Rule::NamedStart);
                    self.evaluate_give(start, &Env::default(), &context)?
                }
            };
            context.result = Some(Rc::new(Cell::new(start)));
            context.is_named = true;
        }
        self.function(function, args, Env::default(), &context)
    }

    /// Runs a function or closure with its arguments.
    fn function(&mut self, function: &'a Function, args: Vec<i64>, mut env: Env, context: &Context<'a>) -> Step<Value> {
        for (name, arg) in function.parameters.iter().zip(args) {
            env.bind(name, Slot::new(Content::Int(arg)));
        }
        self.scopes.push(Vec::new());
        let ran = self.statements(&function.body, &mut env, context);
        let exit = match ran {
            Err(exit) => exit,
            Ok(()) => match &function.tail {
                None if context.is_named => {
                    self.hit(Rule::FallsOff);
                    Exit::ReturnNamed
                }
                None => Exit::Return(Value::Unit),
                Some(tail) => match self.evaluate_give(tail, &env, context) {
                    Ok(value) => context.give(value),
                    Err(exit) => exit,
                },
            },
        };
        match self.leave(Scope::Function, Some(exit), context)? {
            exit @ (Exit::Panic(_) | Exit::Cancelled(_)) => Err(exit),
            exit => match context.returned(&exit) {
                Some(value) => Ok(value),
                None => stuck(format!("{exit:?} leaves a function")),
            },
        }
    }

    /// Leaves the innermost scope: its entries go in reverse order. No way out is the end of an iteration.
    fn leave(&mut self, scope: Scope, mut exit: Option<Exit>, context: &Context<'a>) -> Step<Exit> {
        let mut calls = 0;
        while let Some(entry) = self.scopes.last_mut().and_then(Vec::pop) {
            if let Some(Exit::Stuck(_)) = exit {
                break;
            }
            match entry {
                Entry::Local(slot) => {
                    let content = slot.content.replace(Content::Moved);
                    if matches!(content, Content::Named(_)) && calls > 0 {
                        self.hit(Rule::DropAfterCall);
                    }
                    self.drop_content(content);
                }
                Entry::Call(call) => {
                    calls += 1;
                    self.hit_way_out(scope, exit.as_ref());
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

    fn hit_way_out(&mut self, scope: Scope, exit: Option<&Exit>) {
        let in_loop = scope == Scope::Iteration;
        self.hit(match exit {
            None => Rule::EndOfIteration,
            Some(Exit::Break(None, None)) => Rule::Break,
            Some(Exit::Break(None, Some(_))) => Rule::BreakValue,
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

    /// Runs a registered call, or not, and says how its scope is left from then on.
    fn settle(&mut self, call: Call<'a>, scope: Scope, exit: Option<Exit>, context: &Context<'a>) -> Option<Exit> {
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
        if !runs {
            for content in call.moved {
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
        let ran = self.run(call, env, Rc::clone(&panic));

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

    /// Runs a registered call. A failure comes as `Return`.
    fn run(&mut self, call: Call<'a>, mut env: Env, panic: Rc<RefCell<Option<String>>>) -> Step<()> {
        let Call {
            deferred,
            values,
            moved,
            context,
            ..
        } = call;
        match &deferred.form {
            Form::Say(_) => self.say(values.iter().map(i64::to_string).collect::<Vec<_>>().join(" ")),
            Form::Format(..) => self.say(values.iter().map(i64::to_string).collect::<Vec<_>>().join(" ")),
            Form::Bump(name, _) => {
                let slot = find(&env, name)?;
                let Content::Int(n) = slot.content.get() else {
                    return stuck("bump");
                };
                self.say(format!("bump {n} {}", values[0]))?;
                slot.content.set(Content::Int(n.wrapping_add(values[0])));
                Ok(())
            }
            Form::Consume(..) => {
                let said = match moved[0] {
                    Content::Named(n) => self.say(format!("consume {n}")),
                    Content::Token(n) => self.say(format!("spend {n}")),
                    _ => stuck("consume"),
                };
                self.drop_content(moved[0]);
                said
            }
            Form::Show(name) => match find(&env, name)?.content.get() {
                Content::Named(n) => self.say(format!("show {n}")),
                _ => stuck("show"),
            },
            Form::Try(returns, _) => self.fallible(*returns, values[0], true).map(drop),
            Form::Local(..) => self.say(format!(
                "{} {}",
                if values[0] % 2 == 0 { "even" } else { "odd" },
                values[1]
            )),
            Form::Returned(..) => self.say(format!("{} {}", values[0], values[1])),
            Form::Block(block, _) => {
                let context = Context {
                    is_named: false,
                    panic: Some(panic),
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
    fn body(&mut self, block: &'a Block, mut env: Env, context: &Context<'a>) -> Step<()> {
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
    fn register(&mut self, deferred: &'a Deferred, env: &Env, context: &Context<'a>) -> Step<()> {
        let mut values = Vec::new();
        let mut moved = Vec::new();
        let mut sees = env.clone();
        match &deferred.form {
            Form::Say(args) | Form::Await(_, args) => {
                self.hit(Rule::CallForm);
                for arg in args {
                    values.push(self.evaluate(arg, env, context)?);
                }
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
            Form::Local(first, second) => {
                self.hit(Rule::LocalCallee);
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

    fn declare(&mut self, entry: Entry<'a>) {
        self.scopes.last_mut().expect("a scope is open").push(entry);
    }

    fn bind(&mut self, env: &mut Env, name: &str, content: Content) {
        let slot = Slot::new(content);
        env.bind(name, slot.clone());
        self.declare(Entry::Local(slot));
    }

    /// A block that is no scope (3.2): its locals go at its end, but for those that a registered call mentions.
    fn inner<T>(&mut self, env: &Env, run: impl FnOnce(&mut Self, &mut Env) -> Step<T>) -> Step<T> {
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
            if let Content::Named(_) = slot.content.get() {
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

    fn block(&mut self, block: &'a Block, env: &Env, context: &Context<'a>) -> Step<()> {
        self.inner(env, |this, env| this.statements(block, env, context))
    }

    fn value_block(&mut self, block: &'a Block, value: &'a Expr, env: &Env, context: &Context<'a>) -> Step<i64> {
        self.inner(env, |this, env| {
            this.statements(block, env, context)?;
            this.evaluate(value, env, context)
        })
    }

    fn statements(&mut self, block: &'a Block, env: &mut Env, context: &Context<'a>) -> Step<()> {
        block.0.iter().try_for_each(|stmt| self.statement(stmt, env, context))
    }

    fn statement(&mut self, stmt: &'a Stmt, env: &mut Env, context: &Context<'a>) -> Step<()> {
        self.burn()?;
        match stmt {
            Stmt::Let(name, expr) => {
                let n = self.evaluate(expr, env, context)?;
                self.bind(env, name, Content::Int(n));
            }
            Stmt::Set(name, expr) => {
                let n = self.evaluate(expr, env, context)?;
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
                set(env, name, n)?;
                self.hit(Rule::ErrorChanged);
            }
            Stmt::LetNamed(name, n) => self.bind(env, name, Content::Named(*n)),
            Stmt::SetNamed(name, n) => {
                let old = find(env, name)?.content.replace(Content::Named(*n));
                self.drop_content(old);
            }
            Stmt::LetToken(name, n) => self.bind(env, name, Content::Token(*n)),
            Stmt::PlusToken(name, expr) => {
                let slot = find(env, name)?.clone();
                let Content::Token(old) = slot.content.replace(Content::Moved) else {
                    return stuck("plus of what is moved");
                };
                let n = self.evaluate(expr, env, context)?;
                self.say(format!("plus {old} {n}"))?;
                slot.content.set(Content::Token(old.wrapping_add(n)));
                self.hit(Rule::TokenReplaced);
            }
            Stmt::Spend(name) => {
                let Content::Token(n) = find(env, name)?.content.replace(Content::Moved) else {
                    return stuck("spend of what is moved");
                };
                self.say(format!("spend {n}"))?;
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
            Stmt::Do(expr) => drop(self.evaluate(expr, env, context)?),
            Stmt::Block(label, block) => match self.block(block, env, context) {
                Err(Exit::Break(Some(target), None)) if Some(&target) == label.as_ref() => {}
                ran => ran?,
            },
            Stmt::If(cond, then, otherwise) => {
                let block = if self.cond(cond, env, context)? {
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
            Stmt::Recover(block, resume) => {
                let Some(panic) = &context.panic else {
                    return stuck("recover outside of a deferred block");
                };
                let Some(message) = panic.take() else {
                    self.hit(Rule::NothingToRecover);
                    return Ok(());
                };
                self.inner(env, |this, env| {
                    this.say(format!("recovered {message}"))?;
                    this.statements(block, env, context)
                })?;
                if *resume {
                    self.hit(Rule::Resume);
                    return Err(Exit::Panic(message));
                }
            }
        }
        Ok(())
    }

    fn matched(&mut self, expr: &'a Expr, arms: &'a [(Pattern, Block)], env: &Env, context: &Context<'a>) -> Step<()> {
        let n = self.evaluate(expr, env, context)? % 3;
        for (pattern, block) in arms {
            let bound = match pattern {
                Pattern::Int(m) if *m == n => None,
                Pattern::Guarded(name, m) if n < *m => Some(name),
                Pattern::Bound(name) => Some(name),
                Pattern::Any => None,
                _ => continue,
            };
            return self.inner(env, |this, env| {
                if let Some(name) = bound {
                    this.bind(env, name, Content::Int(n));
                }
                this.statements(block, env, context)
            });
        }
        stuck("no arm")
    }

    /// Runs a loop, and gives its value.
    fn repeated(&mut self, repeated: &'a Loop, env: &Env, context: &Context<'a>) -> Step<i64> {
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
                    this.block(before, env, context)?;
                    (variable, *times)
                }
                Repeat::While { counter, times, .. } | Repeat::Loop { counter, times, .. } => {
                    this.bind(env, counter, Content::Int(0));
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

    fn iteration(
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
                self.bind(&mut env, variable, Content::Int(n));
                self.statements(&repeated.body, &mut env, context)
            }
            Repeat::While { late: false, .. } => {
                set(&env, counter, n + 1).and_then(|()| self.statements(&repeated.body, &mut env, context))
            }
            // The deferred block that counts says nothing, and is the first one: it runs last, whatever comes.
            Repeat::While { late: true, .. } => self.statements(&repeated.body, &mut env, context),
            Repeat::Loop { value, .. } => set(&env, counter, n + 1).and_then(|()| {
                if n + 1 > times {
                    let value = match value {
                        Some(value) => Some(self.evaluate(value, &env, context)?),
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

    fn cond(&mut self, cond: &'a Cond, env: &Env, context: &Context<'a>) -> Step<bool> {
        let (Cond::Less(left, right) | Cond::Equal(left, right)) = cond;
        let left = self.evaluate(left, env, context)?;
        let right = self.evaluate(right, env, context)?;
        Ok(match cond {
            Cond::Less(..) => left < right,
            Cond::Equal(..) => left == right,
        })
    }

    fn evaluate_give(&mut self, give: &'a Give, env: &Env, context: &Context<'a>) -> Step<Value> {
        Ok(match give {
            Give::Nothing => Value::Unit,
            Give::Int(expr) => Value::Int(self.evaluate(expr, env, context)?),
            Give::Ok(expr) => Value::Ok(self.evaluate(expr, env, context)?),
            Give::Err(expr) => Value::Err(self.evaluate(expr, env, context)?),
            Give::Some(expr) => Value::Some(self.evaluate(expr, env, context)?),
            Give::None => Value::None,
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

    /// A fallible call. A failure comes as `Return`.
    fn fallible(&mut self, returns: Type, n: i64, question_mark: bool) -> Step<i64> {
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

    fn evaluate(&mut self, expr: &'a Expr, env: &Env, context: &Context<'a>) -> Step<i64> {
        self.burn()?;
        match expr {
            Expr::Int(n) => Ok(*n),
            Expr::Var(name) | Expr::Error(name) => int(env, name),
            Expr::Field(name) => match find(env, name)?.content.get() {
                Content::Named(n) | Content::Token(n) => Ok(n),
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
                Ok(value.code())
            }
            Expr::Block(label, block, value) => match self.value_block(block, value, env, context) {
                Err(Exit::Break(Some(target), Some(value))) if Some(&target) == label.as_ref() => Ok(value),
                ran => ran,
            },
            Expr::If(cond, then, otherwise) => {
                let (block, value) = if self.cond(cond, env, context)? {
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
    fn awaited(&mut self, awaited: &'a Awaited, args: Vec<i64>, env: &Env, context: &Context<'a>) -> Step<i64> {
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
                Ok(value.code())
            }
            Awaited::Closure(function) | Awaited::Block(function) => {
                self.hit(match awaited {
                    Awaited::Closure(_) => Rule::AsyncClosure,
                    _ => Rule::AsyncBlock,
                });
                let value = self.function(function, args, env.clone(), &context.closure(function.returns))?;
                Ok(value.code())
            }
        }
    }

    /// Is pending once. Nobody polls again what is dropped.
    fn pause(&mut self, n: i64) -> Step<()> {
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

fn find<'e>(env: &'e Env, name: &str) -> Step<&'e Slot> {
    match env.find(name) {
        Some(slot) => Ok(slot),
        None => stuck(format!("no variable {name}")),
    }
}

fn int(env: &Env, name: &str) -> Step<i64> {
    match find(env, name)?.content.get() {
        Content::Int(n) => Ok(n),
        content => stuck(format!("{name} is {content:?}")),
    }
}

fn set(env: &Env, name: &str, n: i64) -> Step<()> {
    find(env, name)?.content.set(Content::Int(n));
    Ok(())
}
