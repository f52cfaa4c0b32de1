//! Random programs, that rustc accepts and that end.

use crate::lang::{
    Awaited, Block, Cond, Deferred, Expr, Form, Function, Give, Kind, Loop, Name, NamedResult, Operator, Pattern,
    Program, Repeat, Stmt, Type, When, each_block, each_expr,
};
use crate::random::Random;

/// Shapes in which macro and model differ, which are not generated. Without its line here, a shape is tested.
pub const KNOWN_DIFFERENCES: &[Shape] = &[
    Shape::DeferredInArguments,
    Shape::ErrorOfDeferredBlock,
    Shape::DivergingClosure,
    Shape::MentionNotReached,
    Shape::MentionAfterMove,
];

/// A shape that can be avoided.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Shape {
    /// `defer!(say({ defer!(say(1)); 2 }))`
    DeferredInArguments,
    /// `defer!(|| { defer!(|| { code((|| -> Result<i64, i64> { fallible(1)?; Ok(2) })()); }); })`
    ClosureInNested,
    /// `defer!(|| { fallible(1)?; defer!(|| { recover!(); }); })`
    RecoverInBlockOfFallibleBlock,
    /// `defer!((|n: i64| for i in 0..n { errdefer!(say(i)) })(1))`
    ErrdeferInLoopOfLiteral,
    /// `defer!(|| { errdefer!(|error| *error += 1); })`, where the block has no `?`
    ErrorOfDeferredBlock,
    /// With a named result: `for i in 0..2 { errdefer!(say(1)); defer!(say(2)); return Err(3); }`
    OutcomeInLoopOfNamed,
    /// `if yes { defer!(say(token.0)); token = token.plus(1); }`
    FieldOfMovedInArguments,
    /// `for i in 0..2 { (|n: i64| loop { defer!(|| {}); defer!(say(i)); })(i) }`
    VariableToClosureThatReadsIt,
    /// `defer!(move || { errdefer!(say(1)); panic!(); })`
    DivergingClosure,
    /// `if yes { let n = Named(1); if no { defer!(n.show()) } }`, and other mentions from a block further in.
    MentionNotReached,
    /// `if yes { token = token.plus(1); defer!(|| say(token.0)) }`
    MentionAfterMove,
    /// `defer!(|| { fallible(1)?; defer!(|| if no { return; }); })`
    ReturnInBlockOfFallibleBlock,
    /// `let x = 1; loop { defer!(say(0)); let x = 6; break x; }`
    ShadowedOnTheWayOut,
    /// With a named result, and no other deferred call: `async { defer!(say(result)); }.await;`
    ResultOverAsyncBlocks,
}

fn avoided(shape: Shape) -> bool {
    KNOWN_DIFFERENCES.contains(&shape)
}

/// Which programs are generated.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Dialect {
    /// Everything but `async`.
    Sync,
    /// Everything; the functions are async.
    Async,
    /// Mostly what Go has.
    Go,
}

/// The program of a seed.
pub fn generate(seed: u64, dialect: Dialect) -> Program {
    let mut random = Random::new(seed);
    let awaited = match dialect {
        Dialect::Async => awaited(&mut random, 2),
        Dialect::Sync | Dialect::Go => Vec::new(),
    };
    let size = [(3, 40), (4, 80), (2, 140)];
    program(&mut random, dialect, Vec::new(), awaited, &size)
}

/// Some async functions, and those that they await in turn, so deep.
fn awaited(random: &mut Random, depth: usize) -> Vec<Program> {
    let mut programs = Vec::new();
    if depth > 0 {
        for _ in 0..random.below(3) {
            let parameters = ["a", "b"][..random.below(3)]
                .iter()
                .map(|&name| name.to_owned())
                .collect();
            let awaited = awaited(random, depth - 1);
            programs.push(program(
                random,
                Dialect::Async,
                parameters,
                awaited,
                &[(3, 15), (2, 40)],
            ));
        }
    }
    programs
}

fn program(
    random: &mut Random,
    dialect: Dialect,
    parameters: Vec<Name>,
    awaited: Vec<Program>,
    sizes: &[(usize, isize)],
) -> Program {
    let fallible = if dialect == Dialect::Go { 0 } else { 1 };
    let returns = random.weighted(&[
        (3, Type::Unit),
        (3, Type::Int),
        (5 * fallible, Type::Result),
        (2 * fallible, Type::Option),
    ]);
    let named = returns != Type::Unit && random.chance(55);
    let size = random.weighted(sizes);
    let mut generator = Generator {
        random,
        for_go: dialect == Dialect::Go,
        budget: size,
        depth: 0,
        next: 0,
        variables: Vec::new(),
        awaited: &awaited,
        around: Around {
            returns,
            is_named: named,
            result: named.then_some(returns),
            question: question(returns),
            is_deferred: false,
            is_async: dialect == Dialect::Async,
            no_return: false,
            targets: Vec::new(),
            recover: false,
            error: None,
            closures: 0,
            scope: 1,
            in_arguments: false,
            deferred: 0,
            is_literal: false,
        },
    };
    let result = named.then(|| NamedResult {
        start: generator.random.chance(40).then(|| generator.start(returns)),
    });
    let mut function = generator.function(parameters, returns);
    if named && dialect == Dialect::Async && !defers(&function) && avoided(Shape::ResultOverAsyncBlocks) {
        let form = Form::Say(vec![Expr::Int(0)]);
        let when = When::Always;
        function.body.0.insert(0, Stmt::Defer(Deferred { when, form }));
    }
    Program {
        function,
        result,
        is_async: dialect == Dialect::Async,
        awaited,
    }
}

/// Whether there is a deferred call outside of async blocks.
fn defers(function: &Function) -> bool {
    let mut outside = Program {
        function: function.clone(),
        result: None,
        is_async: true,
        awaited: Vec::new(),
    };
    each_expr(&mut outside, &mut |expr| {
        if let Expr::Await(Awaited::Block(_), _) = expr {
            *expr = Expr::Int(0);
        }
    });
    let mut found = false;
    each_block(&mut outside, &mut |block| {
        found |= block.0.iter().any(|stmt| matches!(stmt, Stmt::Defer(_)));
    });
    found
}

fn question(returns: Type) -> Option<Type> {
    matches!(returns, Type::Result | Type::Option).then_some(returns)
}

#[derive(Clone, Debug)]
struct Variable {
    name: Name,
    holds: Holds,
    /// How many loops and closures were around its declaration.
    loops: usize,
    closures: usize,
    /// How many blocks were.
    depth: usize,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Holds {
    Int,
    /// A loop variable or a parameter.
    Constant,
    Named,
    Token,
    /// A token that has been moved and came back.
    UsedToken,
    /// A token that a deferred block reads: it can't be moved any more.
    PinnedToken,
    /// A token that a deferred block moves: it can only be read.
    OwedToken,
    Moved,
}

/// What a label or a loop is to `break` and `continue`.
#[derive(Clone, Debug)]
struct Target {
    label: Option<Name>,
    is_loop: bool,
    has_value: bool,
    /// Its body moves locals from outside, and recovers from no panic, behind which they would be missing.
    moves: bool,
}

/// What stands around the code that is generated.
#[derive(Clone, Debug)]
struct Around {
    returns: Type,
    /// The named result is this function's own.
    is_named: bool,
    /// The type of the named result, where it is in sight.
    result: Option<Type>,
    /// What `?` may stand on.
    question: Option<Type>,
    is_deferred: bool,
    /// `.await` may stand here.
    is_async: bool,
    /// No `return` may stand here.
    no_return: bool,
    targets: Vec<Target>,
    /// `recover!()` may stand here.
    recover: bool,
    error: Option<Name>,
    /// How many closures and deferred blocks are around.
    closures: usize,
    /// How many blocks are around the innermost scope, and its own.
    scope: usize,
    /// Among the arguments of a deferred call.
    in_arguments: bool,
    /// How many deferred calls are around, however far out.
    deferred: usize,
    /// In a closure without a written type.
    is_literal: bool,
}

impl Around {
    fn loops(&self) -> usize {
        self.targets.iter().filter(|target| target.is_loop).count()
    }

    /// How many of the loops, from the innermost on, move locals from outside.
    fn moving_loops(&self) -> usize {
        let loops = self.targets.iter().rev().filter(|target| target.is_loop);
        loops.take_while(|target| target.moves).count()
    }
}

#[derive(Clone, Copy)]
enum Choice {
    Let,
    Set,
    SetResult,
    SetError,
    Named,
    SetNamed,
    Token,
    PlusToken,
    Spend,
    SpendAndLeave,
    Say,
    Do,
    Block,
    If,
    Match,
    Loop,
    Leave,
    Return,
    Panic,
    Defer,
    Recover,
    Await,
}

#[derive(Clone, Copy)]
enum Node {
    Int,
    Var,
    Field,
    Error,
    Result,
    Binary,
    Eval,
    Try,
    Call,
    Block,
    If,
    Loop,
    Await,
}

#[derive(Clone, Copy)]
enum Chosen {
    Say,
    Bump,
    ConsumeNamed,
    MoveNamed,
    Spend,
    Show,
    Try,
    Local,
    Returned,
    Block,
    Move,
    Literal,
    With,
    Format,
    Await,
}

struct Generator<'a> {
    random: &'a mut Random,
    for_go: bool,
    /// How many more statements and expressions there may be.
    budget: isize,
    /// How many blocks are around.
    depth: usize,
    next: usize,
    variables: Vec<Variable>,
    /// The async functions that may be awaited.
    awaited: &'a [Program],
    around: Around,
}

impl Generator<'_> {
    fn fresh(&mut self, prefix: &str) -> Name {
        self.next += 1;
        format!("{prefix}{}", self.next)
    }

    fn declare(&mut self, name: &str, holds: Holds) {
        let variable = Variable {
            name: name.to_owned(),
            holds,
            loops: self.around.loops(),
            closures: self.around.closures,
            depth: self.depth,
        };
        self.variables.push(variable);
    }

    /// The visible variables that pass, without those that are shadowed.
    fn visible(&self, passes: impl Fn(&Variable) -> bool) -> Vec<Name> {
        let mut names: Vec<Name> = Vec::new();
        let mut seen: Vec<&str> = Vec::new();
        for variable in self.variables.iter().rev() {
            if !seen.contains(&variable.name.as_str()) {
                seen.push(&variable.name);
                if passes(variable) {
                    names.push(variable.name.clone());
                }
            }
        }
        names
    }

    fn some(&mut self, passes: impl Fn(&Variable) -> bool) -> Option<Name> {
        let names = self.visible(passes);
        self.random.pick(&names).cloned()
    }

    fn mark(&mut self, name: &str, holds: Holds) {
        if let Some(variable) = self.variables.iter_mut().rev().find(|variable| variable.name == name) {
            variable.holds = holds;
        }
    }

    /// Generates what has variables of its own.
    fn nested<T>(&mut self, generate: impl FnOnce(&mut Self) -> T) -> T {
        let count = self.variables.len();
        let generated = generate(self);
        self.variables.truncate(count);
        generated
    }

    /// Generates what stands in other surroundings.
    fn inside<T>(&mut self, around: Around, generate: impl FnOnce(&mut Self) -> T) -> T {
        let outer = std::mem::replace(&mut self.around, around);
        let generated = self.nested(generate);
        self.around = outer;
        generated
    }

    fn number(&mut self) -> i64 {
        self.random.below(9) as i64 - 1
    }

    fn start(&mut self, returns: Type) -> Give {
        let n = Expr::Int(self.number());
        match returns {
            Type::Unit => Give::Nothing,
            Type::Int => Give::Int(n),
            Type::Result if self.random.chance(50) => Give::Ok(n),
            Type::Result => Give::Err(n),
            Type::Option => Give::Some(n),
        }
    }

    fn give(&mut self, returns: Type) -> Give {
        if self.around.is_named && self.random.chance(25) {
            return Give::Nothing;
        }
        self.value(returns)
    }

    fn value(&mut self, returns: Type) -> Give {
        let choice = self.random.below(10);
        let mut expr = || self.value_on_the_way_out(2);
        match (returns, choice) {
            (Type::Unit, _) => Give::Nothing,
            (Type::Int, _) => Give::Int(expr()),
            (Type::Result, 0..5) => Give::Ok(expr()),
            (Type::Result, 5..8) => Give::Err(expr()),
            (Type::Option, 0..5) => Give::Some(expr()),
            (Type::Option, 5..8) => Give::None,
            _ => Give::Fallible(returns, expr()),
        }
    }

    fn function(&mut self, parameters: Vec<Name>, returns: Type) -> Function {
        self.nested(|this| {
            for name in &parameters {
                this.declare(name, Holds::Constant);
            }
            let mut lets = Vec::new();
            for name in ["x", "y"] {
                if this.random.chance(60) {
                    let n = this.number();
                    this.declare(name, Holds::Int);
                    lets.push(Stmt::Let(name.into(), Expr::Int(n)));
                }
            }
            let (mut body, ended) = this.statements(if this.around.closures == 0 { 5 } else { 1 });
            body.0.splice(..0, lets);
            let falls_off = this.around.is_named && (ended || this.random.chance(40));
            let tail = (returns != Type::Unit && !falls_off).then(|| this.value(returns));
            if this.around.is_named && tail.is_none() {
                // A block or `if` in its place would be a tail.
                body.0.push(Stmt::Say(Expr::Int(0)));
            }
            Function {
                parameters,
                returns,
                body,
                tail,
            }
        })
    }

    fn block(&mut self) -> Block {
        self.nested(|this| this.statements(1).0)
    }

    /// Some statements, and whether the last of them never lets control pass.
    fn statements(&mut self, least: usize) -> (Block, bool) {
        let mut statements = Vec::new();
        let count = least + self.random.below(if self.depth < 3 { 4 } else { 2 });
        self.depth += 1;
        for _ in 0..count {
            // The outermost function always has some.
            if self.budget <= 0 && (self.depth > 1 || statements.len() > 6) {
                break;
            }
            self.statement(&mut statements);
            if let Some(Stmt::Break(..) | Stmt::Continue(_) | Stmt::Return(_) | Stmt::Panic(_)) = statements.last() {
                self.depth -= 1;
                return (Block(statements), true);
            }
        }
        self.depth -= 1;
        if statements.is_empty() {
            let n = self.number();
            statements.push(Stmt::Say(Expr::Int(n)));
        }
        (Block(statements), false)
    }

    fn statement(&mut self, out: &mut Vec<Stmt>) {
        self.budget -= 1;
        let weight = |is_possible: bool, weight: usize| if is_possible { weight } else { 0 };
        let around = &self.around;
        let (loops, closures) = (around.loops(), around.closures);
        let moving = around.moving_loops();
        let free = |variable: &Variable| {
            matches!(variable.holds, Holds::Token | Holds::UsedToken)
                && variable.closures == closures
                && variable.loops + moving >= loops
        };
        let own = |variable: &Variable| free(variable) && variable.loops == loops;
        let outer = |variable: &Variable| free(variable) && variable.loops + 1 == loops;
        let has = |passes: &dyn Fn(&Variable) -> bool| !self.visible(passes).is_empty();
        let is_inner = around.closures > 0 || !around.targets.is_empty();
        let large = self.budget > 3 && self.depth < 5;
        let choices = [
            (10, Choice::Let),
            (weight(has(&|v| v.holds == Holds::Int), 8), Choice::Set),
            (weight(around.result.is_some(), 5), Choice::SetResult),
            (weight(around.error.is_some(), 20), Choice::SetError),
            (weight(!self.for_go, 4), Choice::Named),
            (weight(has(&|v| v.holds == Holds::Named), 2), Choice::SetNamed),
            (weight(!self.for_go, 3), Choice::Token),
            (weight(has(&free), 4), Choice::PlusToken),
            (weight(has(&own), 2), Choice::Spend),
            (
                weight(
                    has(&outer) && around.targets.last().is_some_and(|target| target.is_loop),
                    5,
                ),
                Choice::SpendAndLeave,
            ),
            (8, Choice::Say),
            (3, Choice::Do),
            (weight(large, 3), Choice::Block),
            (weight(large, 7), Choice::If),
            (weight(large, 3), Choice::Match),
            (weight(large && loops < 3, 9), Choice::Loop),
            (weight(!around.targets.is_empty(), 9), Choice::Leave),
            (weight(is_inner && !around.no_return, 4), Choice::Return),
            (weight(is_inner, 2), Choice::Panic),
            (
                weight(!(around.in_arguments && avoided(Shape::DeferredInArguments)), 28),
                Choice::Defer,
            ),
            (weight(around.recover, 4), Choice::Recover),
            (weight(around.is_async, 12), Choice::Await),
        ];
        match self.random.weighted(&choices) {
            Choice::Let => {
                let name = self
                    .random
                    .pick(&["x", "y", "z", "w"])
                    .map_or("x", |name| name)
                    .to_owned();
                let expr = self.expr(2);
                self.declare(&name, Holds::Int);
                out.push(Stmt::Let(name, expr));
            }
            Choice::Set => {
                if let Some(name) = self.some(|v| v.holds == Holds::Int) {
                    let expr = self.expr(2);
                    out.push(if self.random.chance(60) {
                        Stmt::Add(name, expr)
                    } else {
                        Stmt::Set(name, expr)
                    });
                }
            }
            Choice::SetResult => {
                if let Some(returns) = self.around.result {
                    // Not a fallible call: the result of another function's.
                    let value = self.value(returns);
                    out.push(Stmt::SetResult(value));
                }
            }
            Choice::SetError => {
                if let Some(error) = self.around.error.clone() {
                    let expr = self.expr(2);
                    out.push(Stmt::SetError(error, expr));
                }
            }
            Choice::Named => self.named(out, Holds::Named),
            Choice::SetNamed => {
                if let Some(name) = self.some(|v| v.holds == Holds::Named) {
                    self.next += 1;
                    out.push(Stmt::SetNamed(name, self.next as i64));
                }
            }
            Choice::Token => self.named(out, Holds::Token),
            Choice::PlusToken => {
                if let Some(name) = self.some(free) {
                    let n = self.simple();
                    self.mark(&name, Holds::UsedToken);
                    out.push(Stmt::PlusToken(name, n));
                }
            }
            Choice::Spend => {
                if let Some(name) = self.some(own) {
                    self.mark(&name, Holds::Moved);
                    out.push(Stmt::Spend(name));
                }
            }
            Choice::SpendAndLeave => {
                if let Some(name) = self.some(outer) {
                    self.mark(&name, Holds::Moved);
                    let cond = self.cond();
                    let mut then = vec![Stmt::Spend(name)];
                    let has_value = self.around.targets.last().is_some_and(|target| target.has_value);
                    then.push(if self.around.no_return || self.random.chance(70) {
                        let value = has_value.then(|| self.value_on_the_way_out(1));
                        Stmt::Break(None, value)
                    } else {
                        self.returned()
                    });
                    out.push(Stmt::If(cond, Block(then), Block::default()));
                }
            }
            Choice::Say => {
                let expr = self.expr(2);
                out.push(Stmt::Say(expr));
            }
            Choice::Do => {
                let expr = self.expr(2);
                out.push(Stmt::Do(expr));
            }
            Choice::Block => {
                let label = (!self.for_go && self.random.chance(60)).then(|| self.fresh("b"));
                let block = self.targeted(label.clone(), false, false, Self::block);
                out.push(Stmt::Block(label, block));
            }
            Choice::If => {
                let cond = self.cond();
                let then = self.block();
                let otherwise = if self.random.chance(40) {
                    self.block()
                } else {
                    Block::default()
                };
                out.push(Stmt::If(cond, then, otherwise));
            }
            Choice::Match => {
                let matched = self.matched();
                out.push(matched);
            }
            Choice::Loop => {
                let repeated = self.repeated(false);
                out.push(Stmt::Loop(repeated));
            }
            Choice::Leave => {
                if let Some(leave) = self.leave() {
                    self.maybe_conditional(out, leave);
                }
            }
            Choice::Return => {
                let leave = self.returned();
                self.maybe_conditional(out, leave);
            }
            Choice::Panic => {
                let expr = self.expr(1);
                self.maybe_conditional(out, Stmt::Panic(expr));
            }
            Choice::Defer => self.deferred(out),
            Choice::Recover => self.recover(out),
            Choice::Await => {
                let awaited = self.awaited(2);
                out.push(Stmt::Do(awaited));
            }
        }
    }

    fn named(&mut self, out: &mut Vec<Stmt>, holds: Holds) {
        let name = self.fresh(if holds == Holds::Named { "n" } else { "t" });
        let n = self.next as i64;
        self.declare(&name, holds);
        out.push(if holds == Holds::Named {
            Stmt::LetNamed(name, n)
        } else {
            Stmt::LetToken(name, n)
        });
    }

    fn maybe_conditional(&mut self, out: &mut Vec<Stmt>, stmt: Stmt) {
        let diverges = matches!(stmt, Stmt::Panic(_)) && self.around.is_literal && avoided(Shape::DivergingClosure);
        if diverges || self.random.chance(75) {
            let cond = self.cond();
            out.push(Stmt::If(cond, Block(vec![stmt]), Block::default()));
        } else {
            out.push(stmt);
        }
    }

    fn returned(&mut self) -> Stmt {
        let returns = self.around.returns;
        let give = if self.around.is_deferred {
            Give::Nothing
        } else {
            self.give(returns)
        };
        Stmt::Return(give)
    }

    fn leave(&mut self) -> Option<Stmt> {
        let targets = self.around.targets.clone();
        let innermost = targets.len().checked_sub(1)?;
        let at = if self.random.chance(50) {
            innermost
        } else {
            self.random.below(targets.len())
        };
        let target = &targets[at];
        let needs_label = at != innermost || !target.is_loop;
        let label = if needs_label {
            Some(target.label.clone()?)
        } else {
            target.label.clone().filter(|_| self.random.chance(30))
        };
        if target.is_loop && self.random.chance(45) {
            return Some(Stmt::Continue(label));
        }
        let value = target.has_value.then(|| self.value_on_the_way_out(1));
        Some(Stmt::Break(label, value))
    }

    fn targeted<T>(
        &mut self,
        label: Option<Name>,
        is_loop: bool,
        has_value: bool,
        generate: impl FnOnce(&mut Self) -> T,
    ) -> T {
        if label.is_none() && !is_loop {
            return generate(self);
        }
        let moves = self.random.chance(50);
        self.around.targets.push(Target {
            label,
            is_loop,
            has_value,
            moves,
        });
        let scope = self.around.scope;
        if is_loop {
            self.around.scope = self.depth + 1;
        }
        let generated = generate(self);
        self.around.scope = scope;
        self.around.targets.pop();
        generated
    }

    fn matched(&mut self) -> Stmt {
        let expr = self.expr(2);
        let mut arms = Vec::new();
        for n in 0..2 {
            if self.random.chance(60) {
                arms.push((Pattern::Int(n), self.block()));
            }
        }
        if self.random.chance(40) {
            let name = self.fresh("m");
            let block = self.arm(&name);
            arms.push((Pattern::Guarded(name, 2), block));
        }
        if self.random.chance(50) {
            let name = self.fresh("m");
            let block = self.arm(&name);
            arms.push((Pattern::Bound(name), block));
        } else {
            arms.push((Pattern::Any, self.block()));
        }
        Stmt::Match(expr, arms)
    }

    fn arm(&mut self, name: &str) -> Block {
        self.nested(|this| {
            this.declare(name, Holds::Constant);
            this.block()
        })
    }

    /// The body of a loop: mostly, with a deferred call in it, and with a way out.
    fn loop_body(&mut self, variable: &str) -> Block {
        self.nested(|this| {
            this.declare(variable, Holds::Constant);
            let mut statements = Vec::new();
            let avoids = this.around.in_arguments && avoided(Shape::DeferredInArguments);
            if !avoids && this.random.chance(70) {
                this.depth += 1;
                this.deferred(&mut statements);
                this.depth -= 1;
            }
            let (mut rest, ended) = this.statements(1);
            statements.append(&mut rest.0);
            if !ended
                && this.random.chance(40)
                && let Some(leave) = this.leave()
            {
                this.maybe_conditional(&mut statements, leave);
            }
            Block(statements)
        })
    }

    fn repeated(&mut self, has_value: bool) -> Loop {
        let label = self.random.chance(50).then(|| self.fresh("l"));
        let times = 1 + self.random.below(3) as i64;
        let kind = if has_value { 3 } else { self.random.below(4) };
        let (variable, repeat) = match kind {
            0 | 1 => {
                let before = if !self.for_go && self.random.chance(12) {
                    self.block()
                } else {
                    Block::default()
                };
                let variable = self.fresh("i");
                let repeat = Repeat::For {
                    variable: variable.clone(),
                    before,
                    times,
                };
                (variable, repeat)
            }
            2 => {
                let counter = self.fresh("c");
                let repeat = Repeat::While {
                    counter: counter.clone(),
                    times,
                    late: self.random.chance(40),
                };
                (counter, repeat)
            }
            _ => {
                let value = has_value.then(|| Box::new(self.expr(1)));
                let counter = self.fresh("c");
                let repeat = Repeat::Loop {
                    counter: counter.clone(),
                    times,
                    value,
                };
                (counter, repeat)
            }
        };
        let body = self.targeted(label.clone(), true, has_value, |this| this.loop_body(&variable));
        Loop { label, repeat, body }
    }

    fn recover(&mut self, out: &mut Vec<Stmt>) {
        let block = self.block();
        let resume = self.random.chance(12);
        out.push(Stmt::Recover(block, resume));
    }

    fn deferred(&mut self, out: &mut Vec<Stmt>) {
        let variables = self.variables.clone();
        if avoided(Shape::MentionNotReached) {
            let (closures, loops) = (self.around.closures, self.around.loops());
            for variable in &mut self.variables {
                let is_of_scope = variable.closures == closures && variable.loops == loops;
                let is_safe = variable.depth == self.depth || variable.depth == self.around.scope;
                if variable.holds == Holds::Named && is_of_scope && !is_safe {
                    variable.holds = Holds::Moved;
                }
            }
        }
        self.deferred_call(out);
        for (variable, before) in self.variables.iter_mut().zip(variables) {
            if before.holds == Holds::Named {
                variable.holds = Holds::Named;
            }
        }
    }

    fn deferred_call(&mut self, out: &mut Vec<Stmt>) {
        let around = &self.around;
        let can_error = around.returns == Type::Result && !(around.is_deferred && avoided(Shape::ErrorOfDeferredBlock));
        let is_named_loop = around.is_named && around.loops() > 0 && avoided(Shape::OutcomeInLoopOfNamed);
        let only_always =
            is_named_loop || around.is_literal && around.loops() > 0 && avoided(Shape::ErrdeferInLoopOfLiteral);
        let when = match self.random.below(if only_always || self.for_go { 6 } else { 10 }) {
            0..6 => When::Always,
            6 | 7 => When::Failure,
            8 if can_error => When::Error(self.fresh("e")),
            _ => When::Success,
        };
        let closures = self.around.closures;
        let loops = self.around.loops();
        let own = |v: &Variable| {
            matches!(v.holds, Holds::Token | Holds::UsedToken) && v.closures == closures && v.loops == loops
        };
        let has = |passes: &dyn Fn(&Variable) -> bool| !self.visible(passes).is_empty();
        let weight = |is_possible: bool, weight: usize| if is_possible { weight } else { 0 };
        let large = self.budget > 3 && self.depth < 5;
        let chosen = if matches!(when, When::Error(_)) {
            Chosen::Block
        } else {
            self.random.weighted(&[
                (6, Chosen::Say),
                (weight(has(&|v| v.holds == Holds::Int), 3), Chosen::Bump),
                (weight(!self.for_go, 2), Chosen::ConsumeNamed),
                (weight(!self.for_go, 1), Chosen::MoveNamed),
                (weight(has(&own), 3), Chosen::Spend),
                (weight(has(&|v| v.holds == Holds::Named), 3), Chosen::Show),
                (weight(self.around.question.is_some() && !is_named_loop, 4), Chosen::Try),
                (1, Chosen::Local),
                (1, Chosen::Returned),
                (weight(large, 16), Chosen::Block),
                (weight(large && !self.for_go, 2), Chosen::Move),
                (weight(large, 2), Chosen::Literal),
                (weight(large, 1), Chosen::With),
                (2, Chosen::Format),
                (weight(self.around.is_async, 10), Chosen::Await),
            ])
        };
        let form = match chosen {
            Chosen::Say => {
                let count = 1 + self.random.below(2);
                Form::Say((0..count).map(|_| self.argument(2)).collect())
            }
            Chosen::Bump => match self.some(|v| v.holds == Holds::Int) {
                Some(name) => Form::Bump(name, self.argument(2)),
                None => return,
            },
            Chosen::ConsumeNamed | Chosen::MoveNamed => {
                // Nothing comes between declaration and move: 3.5 leaves open when such a local is dropped.
                let name = self.fresh("n");
                out.push(Stmt::LetNamed(name.clone(), self.next as i64));
                if let Chosen::ConsumeNamed = chosen {
                    Form::Consume(name, Kind::Named)
                } else {
                    let mut block = self.closure_block(Vec::new());
                    block.0.insert(0, Stmt::Show(name));
                    Form::Move(block)
                }
            }
            Chosen::Spend => match self.some(own) {
                Some(name) => {
                    self.mark(&name, Holds::Moved);
                    Form::Consume(name, Kind::Token)
                }
                None => return,
            },
            Chosen::Show => match self.some(|v| v.holds == Holds::Named) {
                Some(name) => Form::Show(name),
                None => return,
            },
            Chosen::Try => match self.around.question {
                Some(question) => Form::Try(question, self.argument(2)),
                None => return,
            },
            Chosen::Local => Form::Local(self.argument(1), self.argument(2)),
            Chosen::Returned => Form::Returned(self.argument(1), self.argument(2)),
            Chosen::Block => {
                let error = match &when {
                    When::Error(name) => Some(name.clone()),
                    _ => None,
                };
                Form::Block(self.deferred_block(error), self.random.chance(20))
            }
            Chosen::Move => Form::Move(self.closure_block(Vec::new())),
            Chosen::Literal => {
                let count = 1 + self.random.below(2);
                let args: Vec<_> = (0..count).map(|_| (self.fresh("p"), self.argument(2))).collect();
                let parameters = args.iter().map(|(name, _)| name.clone()).collect();
                let block = self.literal_block(parameters);
                Form::Literal(args, block)
            }
            Chosen::With => {
                let arg = self.argument(2);
                let parameter = self.fresh("p");
                let block = self.literal_block(vec![parameter.clone()]);
                Form::With(arg, parameter, block)
            }
            Chosen::Format => {
                let args = (0..1 + self.random.below(2)).map(|_| self.argument(2)).collect();
                let captured = self.some(|v| matches!(v.holds, Holds::Int | Holds::Constant));
                Form::Format(args, captured.into_iter().collect())
            }
            Chosen::Await if large && self.random.chance(15) => {
                let count = self.random.below(3);
                let args = (0..count).map(|_| self.argument(2)).collect();
                Form::Await(Awaited::Closure(Box::new(self.async_literal(count))), args)
            }
            Chosen::Await => {
                let (awaited, count) = self.awaited_function(!is_named_loop);
                Form::Await(awaited, (0..count).map(|_| self.argument(2)).collect())
            }
        };
        out.push(Stmt::Defer(Deferred { when, form }));
    }

    /// An argument of a deferred call.
    fn argument(&mut self, depth: usize) -> Expr {
        let outer = std::mem::replace(&mut self.around.in_arguments, true);
        let expr = self.expr(depth);
        self.around.in_arguments = outer;
        expr
    }

    /// The code of a BLOCK-form call.
    fn deferred_block(&mut self, error: Option<Name>) -> Block {
        let around = &self.around;
        let in_loop = around.loops() > 0;
        let is_nested =
            around.is_deferred && !(around.question.is_some() && avoided(Shape::RecoverInBlockOfFallibleBlock));
        let is_unit = !around.is_deferred && around.returns == Type::Unit;
        let recovers = in_loop && around.moving_loops() == 0 || !in_loop && (around.is_named || is_nested || is_unit);
        let is_named_loop = around.is_named && in_loop && avoided(Shape::OutcomeInLoopOfNamed);
        let inner = Around {
            returns: around.returns,
            is_named: false,
            // The error is a borrow of it.
            result: around.result.filter(|_| error.is_none()),
            question: around.question.filter(|_| !is_named_loop),
            is_deferred: true,
            is_async: around.is_async,
            no_return: around.is_deferred && around.question.is_some() && avoided(Shape::ReturnInBlockOfFallibleBlock),
            targets: Vec::new(),
            recover: recovers && error.is_none(),
            error: error.or_else(|| around.error.clone()),
            closures: around.closures + 1,
            scope: self.depth + 1,
            in_arguments: false,
            deferred: around.deferred + 1,
            is_literal: false,
        };
        let (closures, loops) = (around.closures, around.loops());
        let can_mention =
            |v: &Variable| v.holds == Holds::Token || v.holds == Holds::UsedToken && !avoided(Shape::MentionAfterMove);
        let owed = self
            .some(|v| can_mention(v) && v.closures == closures && v.loops == loops)
            .filter(|_| self.random.chance(25));
        if let Some(token) = &owed {
            self.mark(token, Holds::OwedToken);
        }
        self.inside(inner, |this| {
            let mut statements = Vec::new();
            if this.around.recover && this.random.chance(25) {
                this.depth += 1;
                this.recover(&mut statements);
                this.depth -= 1;
            }
            let tokens = this.visible(|v| can_mention(v) || v.holds == Holds::PinnedToken);
            if this.random.chance(10)
                && let Some(token) = this.random.pick(&tokens).cloned()
            {
                this.mark(&token, Holds::PinnedToken);
                statements.push(Stmt::Say(Expr::Field(token)));
            }
            let (mut rest, ended) = this.statements(1);
            statements.append(&mut rest.0);
            if let Some(token) = owed
                && !ended
            {
                statements.push(Stmt::Spend(token));
            }
            Block(statements)
        })
    }

    /// The body of a `move` closure: it sees copies of the numbers.
    fn closure_block(&mut self, parameters: Vec<Name>) -> Block {
        let variables = self.variables.clone();
        for variable in &mut self.variables {
            if !matches!(variable.holds, Holds::Int | Holds::Constant) {
                variable.holds = Holds::Moved;
            }
        }
        let outer = self.around.clone();
        self.around.result = None;
        self.around.error = None;
        let block = self.literal_block(parameters);
        self.around = outer;
        self.variables = variables;
        block
    }

    /// The body of a closure that returns nothing.
    fn literal_block(&mut self, parameters: Vec<Name>) -> Block {
        let mut inner = self.closure_around(Type::Unit);
        inner.deferred = self.around.deferred + 1;
        inner.is_literal = true;
        self.inside(inner, |this| {
            for name in &parameters {
                this.declare(name, Holds::Constant);
            }
            this.statements(1).0
        })
    }

    fn closure_around(&self, returns: Type) -> Around {
        Around {
            returns,
            is_named: false,
            result: self.around.result,
            question: question(returns),
            is_deferred: false,
            is_async: false,
            no_return: false,
            targets: Vec::new(),
            recover: false,
            error: self.around.error.clone(),
            closures: self.around.closures + 1,
            scope: self.depth + 1,
            in_arguments: false,
            deferred: self.around.deferred + usize::from(self.around.in_arguments),
            is_literal: false,
        }
    }

    fn cond(&mut self) -> Cond {
        let (left, right) = (self.expr(2), self.expr(1));
        if self.random.chance(60) {
            Cond::Less(left, right)
        } else {
            Cond::Equal(left, right)
        }
    }

    /// An expression that does nothing and borrows nothing that may be changed.
    fn simple(&mut self) -> Expr {
        match self.some(|v| v.holds == Holds::Constant) {
            Some(name) if self.random.chance(50) => Expr::Var(name),
            _ => Expr::Int(self.number()),
        }
    }

    /// What `break` or `return` takes along.
    fn value_on_the_way_out(&mut self, depth: usize) -> Expr {
        let expr = self.expr(depth);
        match &expr {
            Expr::Var(name) if self.around.loops() > 0 && avoided(Shape::ShadowedOnTheWayOut) => {
                let all = self.variables.iter().filter(|variable| variable.name == *name);
                if all.count() < 2 {
                    return expr;
                }
                Expr::Binary(Box::new(expr), Operator::Add, Box::new(Expr::Int(0)))
            }
            _ => expr,
        }
    }

    fn argument_of_closure(&mut self) -> Expr {
        if avoided(Shape::VariableToClosureThatReadsIt) {
            Expr::Int(self.number())
        } else {
            self.simple()
        }
    }

    fn expr(&mut self, depth: usize) -> Expr {
        self.budget -= 1;
        let weight = |is_possible: bool, weight: usize| if is_possible { weight } else { 0 };
        let has = |passes: &dyn Fn(&Variable) -> bool| !self.visible(passes).is_empty();
        let around = &self.around;
        let inner = depth > 0 && self.budget > 0;
        let large = depth > 1 && self.budget > 4 && self.depth < 3;
        let is_number = |v: &Variable| matches!(v.holds, Holds::Int | Holds::Constant);
        // Tokens are read where they may be moved as well; deferred blocks pin those they read.
        let closures = around.closures;
        let avoids = around.in_arguments && avoided(Shape::FieldOfMovedInArguments);
        let has_field = |v: &Variable| {
            v.holds == Holds::Named
                || v.closures == closures
                    && matches!(
                        v.holds,
                        Holds::Token | Holds::UsedToken | Holds::PinnedToken | Holds::OwedToken
                    )
                    && !avoids
        };
        let shapes = [
            (5, Node::Int),
            (weight(has(&is_number), 10), Node::Var),
            (weight(has(&has_field), 2), Node::Field),
            (weight(around.error.is_some(), 4), Node::Error),
            (weight(around.result.is_some(), 2), Node::Result),
            (weight(inner, 5), Node::Binary),
            (weight(inner, 3), Node::Eval),
            (weight(inner && around.question.is_some(), 3), Node::Try),
            (weight(large, 1), Node::Call),
            (weight(large && !self.for_go, 1), Node::Block),
            (weight(large && !self.for_go, 1), Node::If),
            (weight(large && !self.for_go && around.loops() < 3, 2), Node::Loop),
            (weight(inner && around.is_async, 4), Node::Await),
        ];
        match self.random.weighted(&shapes) {
            Node::Int => Expr::Int(self.number()),
            Node::Var => match self.some(is_number) {
                Some(name) => Expr::Var(name),
                None => Expr::Int(0),
            },
            Node::Field => match self.some(has_field) {
                Some(name) => Expr::Field(name),
                None => Expr::Int(0),
            },
            Node::Error => match &self.around.error {
                Some(name) => Expr::Error(name.clone()),
                None => Expr::Int(0),
            },
            Node::Result => Expr::Result,
            Node::Binary => {
                let operator = self
                    .random
                    .weighted(&[(5, Operator::Add), (3, Operator::Sub), (1, Operator::Mul)]);
                let (left, right) = (self.expr(depth - 1), self.expr(depth - 1));
                Expr::Binary(Box::new(left), operator, Box::new(right))
            }
            Node::Eval => Expr::Eval(Box::new(self.expr(depth - 1))),
            Node::Try => match self.around.question {
                Some(question) => Expr::Try(question, Box::new(self.expr(depth - 1))),
                None => Expr::Int(0),
            },
            Node::Call => self.call(),
            Node::Block => {
                let label = self.random.chance(60).then(|| self.fresh("b"));
                let (block, value) = self.targeted(label.clone(), false, true, Self::value_block);
                Expr::Block(label, block, value)
            }
            Node::If => {
                let cond = self.cond();
                Expr::If(Box::new(cond), self.value_block(), self.value_block())
            }
            Node::Loop => Expr::Loop(Box::new(self.repeated(true))),
            Node::Await => self.awaited(depth),
        }
    }

    fn value_block(&mut self) -> (Block, Box<Expr>) {
        self.nested(|this| {
            let (block, _) = this.statements(1);
            (block, Box::new(this.expr(1)))
        })
    }

    fn call(&mut self) -> Expr {
        let (function, args) = self.closure(false);
        Expr::Call(Box::new(function), args)
    }

    /// A closure, and its arguments.
    fn closure(&mut self, is_async: bool) -> (Function, Vec<Expr>) {
        let fallible = if self.for_go { 0 } else { 1 };
        let returns = self.random.weighted(&[
            (1, Type::Unit),
            (2, Type::Int),
            (2 * fallible, Type::Result),
            (fallible, Type::Option),
        ]);
        let count = self.random.below(3);
        let parameters: Vec<_> = (0..count).map(|_| self.fresh("p")).collect();
        let args = (0..count).map(|_| self.argument_of_closure()).collect();
        (self.closure_body(parameters, returns, is_async), args)
    }

    fn closure_body(&mut self, parameters: Vec<Name>, returns: Type, is_async: bool) -> Function {
        let mut inner = self.closure_around(returns);
        inner.is_async = is_async;
        if self.around.deferred + usize::from(self.around.in_arguments) > 1 && avoided(Shape::ClosureInNested) {
            inner.question = None;
            inner.returns = Type::Int;
        }
        let returns = inner.returns;
        self.inside(inner, |this| this.function(parameters, returns))
    }

    /// An async block. Its last expression has to say what it returns, if that is a `Result`.
    fn async_block(&mut self) -> Function {
        let returns = self
            .random
            .weighted(&[(1, Type::Unit), (2, Type::Int), (3, Type::Result)]);
        let mut function = self.closure_body(Vec::new(), returns, true);
        if let Some(Give::Fallible(_, n)) = function.tail {
            function.tail = Some(Give::Ok(n));
        }
        function
    }

    /// An async closure that a deferred call makes and calls.
    fn async_literal(&mut self, count: usize) -> Function {
        let returns = self
            .random
            .weighted(&[(3, Type::Unit), (1, Type::Int), (2, Type::Result)]);
        let parameters: Vec<_> = (0..count).map(|_| self.fresh("p")).collect();
        let mut inner = self.closure_around(returns);
        inner.is_async = true;
        inner.deferred = self.around.deferred + 1;
        self.inside(inner, |this| this.function(parameters, returns))
    }

    /// Something that is awaited: mostly, what is pending once.
    fn awaited(&mut self, depth: usize) -> Expr {
        let large = depth > 1 && self.budget > 4 && self.depth < 3;
        if large && self.random.chance(15) {
            return Expr::Await(Awaited::Block(Box::new(self.async_block())), Vec::new());
        }
        if large && self.random.chance(10) {
            let (function, args) = self.closure(true);
            return Expr::Await(Awaited::Closure(Box::new(function)), args);
        }
        let (awaited, count) = self.awaited_function(true);
        let args = (0..count).map(|_| self.expr(depth.saturating_sub(1))).collect();
        Expr::Await(awaited, args)
    }

    /// An async function of the library or of the program, and how many arguments it takes.
    fn awaited_function(&mut self, may_fail: bool) -> (Awaited, usize) {
        let question = self.around.question.filter(|_| may_fail);
        match self.random.below(10) {
            0..4 if !self.awaited.is_empty() => {
                let index = self.random.below(self.awaited.len());
                let Function {
                    parameters, returns, ..
                } = &self.awaited[index].function;
                let question_mark = question == Some(*returns) && self.random.chance(60);
                (Awaited::Function(index, question_mark), parameters.len())
            }
            4..6 => (question.map_or(Awaited::Pause, Awaited::Fallible), 1),
            _ => (Awaited::Pause, 1),
        }
    }
}
