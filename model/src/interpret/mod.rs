//! What a program does by the rules of the language. A scope is a stack of locals and deferred calls, in the order
//! in which they came; it is left by popping it (3.3, 3.5). Cancellation (8.2) is one more way out: a drop of the
//! future leaves every scope from the await on at which it is suspended.

mod calls;
mod context;
mod env;
mod exprs;
mod scopes;
mod statements;
mod value;

use crate::lang::{Deferred, Function, Name, Program, Stmt, When, each_stmt, mentioned};
use crate::rules::{Hits, Rule};
use crate::runs::{Counts, Fault, Plan, Run};
use context::Context;
use env::{Content, Env, Origin, Slot};
use scopes::{Entry, Scope};
use std::cell::Cell;
use std::collections::BTreeSet;
use std::rc::Rc;
use value::{Exit, Step, Value, stuck};

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
        temporaries: Vec::new(),
        undone: undone(program),
        taken: Vec::new(),
        registered: 0,
        settled: 0,
        hits,
    };
    let outcome = match machine.outermost(program) {
        Ok(value) => {
            machine.drop_value(value);
            format!("returned {value}")
        }
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

/// What `errdefer!` mentions.
fn undone(program: &Program) -> BTreeSet<Name> {
    let mut undone = BTreeSet::new();
    each_stmt(&mut program.clone(), &mut |stmt| {
        if let Stmt::Defer(Deferred {
            when: When::Failure | When::Error(_),
            form,
        }) = stmt
        {
            undone.extend(mentioned(form));
        }
    });
    undone.extend(program.awaited.iter().flat_map(self::undone));
    undone
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
    /// The tokens that are temporaries of what is being evaluated.
    temporaries: Vec<i64>,
    /// What `errdefer!` mentions: tokens among them, of which no two have the same name.
    undone: BTreeSet<Name>,
    /// Those of them that are part of a success, and where they are until it has left their scope.
    taken: Vec<(i64, Rc<Cell<Content>>)>,
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
        match content {
            Content::Named(n) => self.trace.push(format!("drop {n}")),
            Content::Token(_, id) => self.trace.push(format!("drop t{id}")),
            Content::Int(_) | Content::Taken(..) | Content::Moved => {}
        }
    }

    /// What is done with a value that nobody uses.
    fn drop_value(&mut self, value: Value) {
        if let Value::OkToken(n, id) = value {
            let taken = self.taken.iter().rev().find(|(taken, _)| *taken == id);
            if let Some((_, local)) = taken.filter(|(_, local)| local.get() == Content::Taken(n, id)) {
                // 6.5: it has not left the scope, and goes with that.
                local.set(Content::Token(n, id));
                self.hit(Rule::LeftHere);
                return;
            }
            self.drop_content(Content::Token(n, id));
        }
    }

    /// Says what a function says that is given a token, and ends it without a word: a panic drops it.
    fn end(&mut self, token: Content, word: &str) -> Step<i64> {
        let Content::Token(n, _) = token else {
            return stuck(format!("{word} of {token:?}"));
        };
        if let Err(exit) = self.say(format!("{word} {n}")) {
            self.drop_content(token);
            return Err(exit);
        }
        Ok(n)
    }

    /// Evaluates something, at whose end its temporaries are dropped, however it ends.
    fn terminating<T>(&mut self, evaluate: impl FnOnce(&mut Self) -> Step<T>) -> Step<T> {
        let from = self.temporaries.len();
        let evaluated = evaluate(self);
        for n in self.temporaries.split_off(from).into_iter().rev() {
            if let Err(Exit::Return(_) | Exit::Break(..)) = evaluated {
                self.hit(Rule::TemporaryOnTheWayOut);
            }
            self.drop_content(Content::Token(n, n));
        }
        evaluated
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
        for (name, id) in &function.tokens {
            self.bind(&mut env, name, Content::Token(*id, *id), Origin::Parameter);
        }
        let ran = self.statements(&function.body, &mut env, context);
        let exit = match ran {
            Err(exit) => exit,
            Ok(()) => match &function.tail {
                None if context.is_named => {
                    self.hit(Rule::FallsOff);
                    Exit::ReturnNamed
                }
                None => Exit::Return(Value::Unit),
                Some(tail) => match self.terminating(|this| this.evaluate_give(tail, &env, context)) {
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
}
