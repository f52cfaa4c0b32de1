//! The mini language: plain data that is generated, interpreted and printed. Rules are those of
//! `docs/rules.md`; what rustc would refuse is not ruled out here, but by the generator.

mod parts;
mod walk;

pub use parts::{Capital, Item, METHODS, Made, Parts, Place, part_of};
pub use walk::{each_block, each_expr, each_stmt, mentioned};

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
    /// `Size`, a tuple struct that functions are named like.
    Size,
    /// `Result<Token, i64>`: success takes a token along.
    Held,
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
    /// Every block in it is a scope (3.8).
    pub has_block_scopes: bool,
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
    /// Parameters of type `Token` behind them, and which tokens they are given.
    pub tokens: Vec<(Name, i64)>,
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
    /// `Check(…)`, a function that is named like a struct and gives `()`.
    Check(Expr),
    /// A `Size`, made so.
    Size(Made, Expr),
    /// `Ok(name)`, of a token.
    OkToken(Name),
    /// `Ok(token(…))`
    OkNew(i64),
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
    /// `let mut name = token(…);`, which is moved about, and says when it is dropped.
    LetToken(Name, i64),
    /// `let (mut one, mut other) = (token(…), token(…));`
    LetPair([(Name, i64); 2]),
    /// `name = token(…);`, which may be the first that it is given.
    SetToken(Name, i64),
    /// `let mut name;`, which is given its value later.
    LetLate(Name, Kind),
    /// `let Named(number) = name;`, and the same of a token: the number is copied, and nothing moved.
    LetCopied {
        /// The number.
        number: Name,
        /// What it is copied from.
        from: Name,
        /// A token.
        is_token: bool,
    },
    /// `let mut name = …;`, that has parts with an address each.
    LetParts(Parts, Name, [Expr; 3]),
    /// `place += …;`
    AddAt(Place, Expr),
    /// `let name = &x;` and `let name = &mut x;`
    LetReference {
        /// The reference.
        name: Name,
        /// What it leads to.
        to: Name,
        /// It is a `&mut`.
        is_mut: bool,
    },
    /// `*name += …;`
    AddThrough(Name, Expr),
    /// An item, which is in view in all of its block.
    Item(Item, i64),
    /// A statement with `#[cfg(…)]`, which is compiled in or not.
    Cfg(bool, Box<Stmt>),
    /// `name = name.plus(…);`
    PlusToken(Name, Expr),
    /// `spend(name);`
    Spend(Name),
    /// `named.show();`
    Show(Name),
    /// `say(…);`
    Say(Expr),
    /// A call, whose value is not used.
    Call(Expr),
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
    /// `say_text(format!("{:?}", leaving!()));`, in deferred code.
    Leaving,
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
    /// `*error`, or what another reference leads to.
    Error(Name),
    /// `code(result)`
    Result,
    /// `(a + b)`, and its like.
    Binary(Box<Expr>, Operator, Box<Expr>),
    /// `eval(…)`, which says what it is given, and gives it.
    Eval(Box<Expr>),
    /// A function that is named like a struct or a variant.
    Capital(Capital, Box<Expr>),
    /// `name.finish()`, one of [`METHODS`]: it takes a token, and borrows a `Named`.
    Method(Name, usize),
    /// `token(…).peek()`, a temporary.
    Temporary(i64),
    /// What a place holds.
    At(Place),
    /// A call of the function `helper`, or the constant `LIMIT`.
    Item(Item),
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
    /// `parts(([a, b], Some(Box::new(c))))`
    Parts([Expr; 3]),
    /// `bump(&mut name, n)`
    Bump(Name, Expr),
    /// `bump(&mut place, n)`
    BumpAt(Place, Expr),
    /// `look(&place)`
    Look(Place),
    /// `bump(name, n)` with a reference
    BumpThrough(Name, Expr),
    /// `consume(named)`, which drops it, and `spend(token)`
    Consume(Name, Kind),
    /// `named.show()`
    Show(Name),
    /// `fallible(n)?`
    Try(Type, Expr),
    /// `f(n)` with a local `f` that is `pick(m)`, and another one afterwards.
    Local(Expr, Expr),
    /// The same, and it is a macro that binds `f`.
    Bound(Expr, Expr),
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

/// What a variable is of.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Kind {
    /// Is not moved about.
    Named,
    /// Is moved about.
    Token,
    /// A number.
    Int,
    /// A number, in a variable that is not `mut`.
    Constant,
}
