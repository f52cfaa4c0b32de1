//! The mini language: plain data that is generated, interpreted and printed. Rules are those of
//! `docs/language.md`; what rustc would refuse is not ruled out here, but by the generator.

/// A variable, a parameter or a label (without its tick).
pub type Name = String;

/// What a function returns.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Type {
    /// `()`
    Unit,
    /// `i64`
    Int,
    /// `Result<i64, i64>`
    Result,
    /// `Option<i64>`
    Option,
}

/// A program: one function with `#[with_defer]`, and those that it awaits.
#[derive(Clone, Debug)]
pub struct Program {
    /// The function. A program has no parameters, one that is awaited may have some.
    pub function: Function,
    /// Its named result.
    pub result: Option<NamedResult>,
    /// It is an `async fn`.
    pub is_async: bool,
    /// The async functions that it awaits.
    pub awaited: Vec<Program>,
}

/// A result that is called `result`.
#[derive(Clone, Debug)]
pub struct NamedResult {
    /// What it starts as, if not as its zero value (5.1).
    pub start: Option<Give>,
}

/// The program itself, or a closure.
#[derive(Clone, Debug)]
pub struct Function {
    /// Parameters of type `i64`.
    pub parameters: Vec<Name>,
    /// The type that is returned.
    pub returns: Type,
    /// Everything but the tail.
    pub body: Block,
    /// The tail expression; without one the end is fallen off (5.3).
    pub tail: Option<Give>,
}

/// What a function is given to return.
#[derive(Clone, Debug)]
pub enum Give {
    /// `()`: a bare `return;`, also of a named result.
    Nothing,
    /// A number.
    Int(Expr),
    /// `Ok(…)`
    Ok(Expr),
    /// `Err(…)`
    Err(Expr),
    /// `Some(…)`
    Some(Expr),
    /// `None`
    None,
    /// What a fallible call returns, untouched.
    Fallible(Type, Expr),
}

/// Statements in braces.
#[derive(Clone, Debug, Default)]
pub struct Block(pub Vec<Stmt>);

/// A statement.
#[derive(Clone, Debug)]
pub enum Stmt {
    /// `let mut name: i64 = …;`
    Let(Name, Expr),
    /// `name = …;`
    Set(Name, Expr),
    /// `name += …;`
    Add(Name, Expr),
    /// `result = …;`
    SetResult(Give),
    /// `*error = …;`, the parameter of `errdefer!(|error| …)`.
    SetError(Name, Expr),
    /// `let mut name = Named(…);`, which says when it is dropped.
    LetNamed(Name, i64),
    /// `name = Named(…);`
    SetNamed(Name, i64),
    /// `let mut name = Token(…);`, which is moved about, and says nothing when it is dropped.
    LetToken(Name, i64),
    /// `name = name.plus(…);`
    PlusToken(Name, Expr),
    /// `spend(name);`
    Spend(Name),
    /// `named.show();`
    Show(Name),
    /// `say(…);`
    Say(Expr),
    /// An expression whose value is not used.
    Do(Expr),
    /// `{ … }`, with a label maybe.
    Block(Option<Name>, Block),
    /// `if … { … } else { … }`
    If(Cond, Block, Block),
    /// `match … % 3 { … }`
    Match(Expr, Vec<(Pattern, Block)>),
    /// A loop without a value.
    Loop(Loop),
    /// `break 'label …`
    Break(Option<Name>, Option<Expr>),
    /// `continue 'label`
    Continue(Option<Name>),
    /// `return …`
    Return(Give),
    /// `panic!(…)`
    Panic(Expr),
    /// A deferred call.
    Defer(Deferred),
    /// `if let Some(panic) = recover!() { … }`, which goes on with the panic in the end, or does not.
    Recover(Block, bool),
}

/// A number.
#[derive(Clone, Debug)]
pub enum Expr {
    /// A literal.
    Int(i64),
    /// A local.
    Var(Name),
    /// The number of a `Named` or a `Token`.
    Field(Name),
    /// `*error`
    Error(Name),
    /// `code(result)`
    Result,
    /// `(a + b)`, and its like.
    Binary(Box<Expr>, Operator, Box<Expr>),
    /// `eval(…)`, which says what it is given, and gives it.
    Eval(Box<Expr>),
    /// A fallible call with `?`, of a `Result` or an `Option`.
    Try(Type, Box<Expr>),
    /// A closure that is called on the spot.
    Call(Box<Function>, Vec<Expr>),
    /// A block with a value, and a label maybe.
    Block(Option<Name>, Block, Box<Expr>),
    /// `if … { … } else { … }`
    If(Box<Cond>, (Block, Box<Expr>), (Block, Box<Expr>)),
    /// A `loop` with a value.
    Loop(Box<Loop>),
    /// `….await`
    Await(Awaited, Vec<Expr>),
}

/// What is awaited.
#[derive(Clone, Debug)]
pub enum Awaited {
    /// `pause(n)`, which is pending once, and gives `n`.
    Pause,
    /// `fallible_later(n)`, which is pending once, and may fail; with `?`.
    Fallible(Type),
    /// One of the functions that the program awaits, with `?` maybe.
    Function(usize, bool),
    /// `(async |parameter| { … })(n)`
    Closure(Box<Function>),
    /// `async { … }`
    Block(Box<Function>),
}

/// Between two numbers.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Operator {
    /// `+`
    Add,
    /// `-`
    Sub,
    /// `*`
    Mul,
}

/// A comparison.
#[derive(Clone, Debug)]
pub enum Cond {
    /// `a < b`
    Less(Expr, Expr),
    /// `a == b`
    Equal(Expr, Expr),
}

/// An arm of a `match`; the last one is always `Any`.
#[derive(Clone, Debug)]
pub enum Pattern {
    /// A number.
    Int(i64),
    /// `name if name < …`
    Guarded(Name, i64),
    /// `name`
    Bound(Name),
    /// `_`
    Any,
}

/// A loop, of any kind.
#[derive(Clone, Debug)]
pub struct Loop {
    /// Its label.
    pub label: Option<Name>,
    /// How often its body runs.
    pub repeat: Repeat,
    /// Its body.
    pub body: Block,
}

/// How often the body of a loop runs.
#[derive(Clone, Debug)]
pub enum Repeat {
    /// `for variable in { before; 0..times }`
    For {
        /// Declared by the pattern.
        variable: Name,
        /// Statements in the iterator expression.
        before: Block,
        /// The end of the range.
        times: i64,
    },
    /// `while counter < times { counter += 1; … }`
    While {
        /// Declared just before the loop.
        counter: Name,
        /// The limit.
        times: i64,
        /// The counter is increased by a deferred block.
        late: bool,
    },
    /// `loop { counter += 1; if counter > times { break value; } … }`
    Loop {
        /// Declared just before the loop.
        counter: Name,
        /// The limit.
        times: i64,
        /// What it gives at the limit.
        value: Option<Box<Expr>>,
    },
}

/// `defer!`, `errdefer!` or `okdefer!`, and what stands in it.
#[derive(Clone, Debug)]
pub struct Deferred {
    /// Which one.
    pub when: When,
    /// What stands in it.
    pub form: Form,
}

/// When a deferred call runs.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum When {
    /// `defer!`
    Always,
    /// `errdefer!`
    Failure,
    /// `errdefer!(|error| …)`
    Error(Name),
    /// `okdefer!`
    Success,
}

/// What stands in a deferred call (chapter 2).
#[derive(Clone, Debug)]
pub enum Form {
    /// `say(a)`, `say2(a, b)`
    Say(Vec<Expr>),
    /// `bump(&mut name, n)`
    Bump(Name, Expr),
    /// `consume(named)`, which drops it, and `spend(token)`
    Consume(Name, Kind),
    /// `named.show()`
    Show(Name),
    /// `fallible(n)?`
    Try(Type, Expr),
    /// `f(n)` with a local `f` that is `pick(m)`, and another one afterwards.
    Local(Expr, Expr),
    /// `returned(m)(n)`
    Returned(Expr, Expr),
    /// `|| { … }`, or only `{ … }`
    Block(Block, bool),
    /// `move || { … }`
    Move(Block),
    /// `(|parameter: i64| { … })(n)`
    Literal(Vec<(Name, Expr)>, Block),
    /// `with(n, |parameter| { … })`
    With(Expr, Name, Block),
    /// `note!("{} {name}", n)`
    Format(Vec<Expr>, Vec<Name>),
    /// `f(n).await`
    Await(Awaited, Vec<Expr>),
}

/// A type whose values are moved.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Kind {
    /// Says when it is dropped.
    Named,
    /// Does not.
    Token,
}

/// Calls `call` with each block of a program, the outer one before those in it.
pub fn each_block(program: &mut Program, call: &mut dyn FnMut(&mut Block)) {
    Walk {
        block: call,
        expr: &mut |_| {},
    }
    .program(program);
}

/// Calls `call` with each expression of a program, the outer one before those in it.
pub fn each_expr(program: &mut Program, call: &mut dyn FnMut(&mut Expr)) {
    Walk {
        block: &mut |_| {},
        expr: call,
    }
    .program(program);
}

/// The variables that a deferred call mentions in what it evaluates at exit, shadowed ones among them.
pub fn mentioned(form: &Form) -> Vec<Name> {
    let (names, mut code, tail) = match form {
        Form::Bump(name, _) | Form::Show(name) => (vec![name.clone()], None, None),
        Form::Block(block, _) | Form::Move(block) | Form::Literal(_, block) | Form::With(_, _, block) => {
            (Vec::new(), Some(block.clone()), None)
        }
        Form::Await(Awaited::Closure(function), _) => (Vec::new(), Some(function.body.clone()), function.tail.clone()),
        _ => (Vec::new(), None, None),
    };
    let found = std::cell::RefCell::new(names);
    let mut walk = Walk {
        block: &mut |block| {
            for stmt in &block.0 {
                match stmt {
                    Stmt::Set(name, _)
                    | Stmt::Add(name, _)
                    | Stmt::SetNamed(name, _)
                    | Stmt::PlusToken(name, _)
                    | Stmt::Spend(name)
                    | Stmt::Show(name)
                    | Stmt::Defer(Deferred {
                        form: Form::Bump(name, _) | Form::Show(name) | Form::Consume(name, _),
                        ..
                    }) => found.borrow_mut().push(name.clone()),
                    Stmt::Defer(Deferred {
                        form: Form::Format(_, captured),
                        ..
                    }) => found.borrow_mut().extend(captured.iter().cloned()),
                    _ => {}
                }
            }
        },
        expr: &mut |expr| {
            if let Expr::Var(name) | Expr::Field(name) = expr {
                found.borrow_mut().push(name.clone());
            }
        },
    };
    if let Some(code) = &mut code {
        walk.block(code);
    }
    if let Some(mut tail) = tail {
        walk.give(&mut tail);
    }
    found.into_inner()
}

/// A walk over everything, outer before inner.
struct Walk<'a> {
    block: &'a mut dyn FnMut(&mut Block),
    expr: &'a mut dyn FnMut(&mut Expr),
}

impl Walk<'_> {
    fn program(&mut self, program: &mut Program) {
        if let Some(NamedResult { start: Some(start) }) = &mut program.result {
            self.give(start);
        }
        self.function(&mut program.function);
        for awaited in &mut program.awaited {
            self.program(awaited);
        }
    }

    fn awaited(&mut self, awaited: &mut Awaited) {
        match awaited {
            Awaited::Pause | Awaited::Fallible(_) | Awaited::Function(..) => {}
            Awaited::Closure(function) | Awaited::Block(function) => self.function(function),
        }
    }

    fn function(&mut self, function: &mut Function) {
        self.block(&mut function.body);
        if let Some(tail) = &mut function.tail {
            self.give(tail);
        }
    }

    fn give(&mut self, give: &mut Give) {
        match give {
            Give::Nothing | Give::None => {}
            Give::Int(expr) | Give::Ok(expr) | Give::Err(expr) | Give::Some(expr) | Give::Fallible(_, expr) => {
                self.expr(expr);
            }
        }
    }

    fn block(&mut self, block: &mut Block) {
        (self.block)(block);
        for stmt in &mut block.0 {
            self.stmt(stmt);
        }
    }

    fn stmt(&mut self, stmt: &mut Stmt) {
        match stmt {
            Stmt::LetNamed(..)
            | Stmt::SetNamed(..)
            | Stmt::LetToken(..)
            | Stmt::Spend(_)
            | Stmt::Show(_)
            | Stmt::Break(_, None)
            | Stmt::Continue(_) => {}
            Stmt::Let(_, expr)
            | Stmt::Set(_, expr)
            | Stmt::Add(_, expr)
            | Stmt::SetError(_, expr)
            | Stmt::PlusToken(_, expr)
            | Stmt::Say(expr)
            | Stmt::Do(expr)
            | Stmt::Break(_, Some(expr))
            | Stmt::Panic(expr) => self.expr(expr),
            Stmt::SetResult(give) | Stmt::Return(give) => self.give(give),
            Stmt::Block(_, block) | Stmt::Recover(block, _) => self.block(block),
            Stmt::If(cond, then, otherwise) => {
                self.cond(cond);
                self.block(then);
                self.block(otherwise);
            }
            Stmt::Match(expr, arms) => {
                self.expr(expr);
                for (_, block) in arms {
                    self.block(block);
                }
            }
            Stmt::Loop(repeated) => self.repeated(repeated),
            Stmt::Defer(deferred) => self.form(&mut deferred.form),
        }
    }

    fn cond(&mut self, cond: &mut Cond) {
        let (Cond::Less(left, right) | Cond::Equal(left, right)) = cond;
        self.expr(left);
        self.expr(right);
    }

    fn repeated(&mut self, repeated: &mut Loop) {
        match &mut repeated.repeat {
            Repeat::For { before, .. } => self.block(before),
            Repeat::Loop { value: Some(value), .. } => self.expr(value),
            Repeat::While { .. } | Repeat::Loop { value: None, .. } => {}
        }
        self.block(&mut repeated.body);
    }

    fn form(&mut self, form: &mut Form) {
        match form {
            Form::Say(args) | Form::Format(args, _) => args.iter_mut().for_each(|arg| self.expr(arg)),
            Form::Bump(_, arg) | Form::Try(_, arg) => self.expr(arg),
            Form::Consume(..) | Form::Show(_) => {}
            Form::Local(first, second) | Form::Returned(first, second) => {
                self.expr(first);
                self.expr(second);
            }
            Form::Block(block, _) | Form::Move(block) => self.block(block),
            Form::Literal(args, block) => {
                args.iter_mut().for_each(|(_, arg)| self.expr(arg));
                self.block(block);
            }
            Form::With(arg, _, block) => {
                self.expr(arg);
                self.block(block);
            }
            Form::Await(awaited, args) => {
                self.awaited(awaited);
                args.iter_mut().for_each(|arg| self.expr(arg));
            }
        }
    }

    fn expr(&mut self, expr: &mut Expr) {
        (self.expr)(expr);
        match expr {
            Expr::Int(_) | Expr::Var(_) | Expr::Field(_) | Expr::Error(_) | Expr::Result => {}
            Expr::Binary(left, _, right) => {
                self.expr(left);
                self.expr(right);
            }
            Expr::Eval(expr) | Expr::Try(_, expr) => self.expr(expr),
            Expr::Call(function, args) => {
                self.function(function);
                args.iter_mut().for_each(|arg| self.expr(arg));
            }
            Expr::Block(_, block, value) => {
                self.block(block);
                self.expr(value);
            }
            Expr::If(cond, then, otherwise) => {
                self.cond(cond);
                for (block, value) in [then, otherwise] {
                    self.block(block);
                    self.expr(value);
                }
            }
            Expr::Loop(repeated) => self.repeated(repeated),
            Expr::Await(awaited, args) => {
                self.awaited(awaited);
                args.iter_mut().for_each(|arg| self.expr(arg));
            }
        }
    }
}
