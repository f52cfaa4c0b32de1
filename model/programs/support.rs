// What the generated programs call. Each program runs several times: without a fault, and with one at each step and
// at each fallible call.

use std::any::Any;
use std::cell::{Cell, RefCell};
use std::fmt::Debug;
use std::io::Write;
use std::panic::{AssertUnwindSafe, catch_unwind};

thread_local! {
    static TRACE: RefCell<Vec<String>> = const { RefCell::new(Vec::new()) };
    static STEPS: Cell<u64> = const { Cell::new(0) };
    static CALLS: Cell<u64> = const { Cell::new(0) };
    static TICKS: Cell<u64> = const { Cell::new(0) };
    static LIVE: Cell<i64> = const { Cell::new(0) };
    static PANIC_AT: Cell<u64> = const { Cell::new(0) };
    static FAIL_AT: Cell<u64> = const { Cell::new(0) };
    /// How many polls found the program pending, if it is async, and how many had when the fault came.
    pub static POLLS: Cell<u64> = const { Cell::new(0) };
    pub static POLLS_AT_FAULT: Cell<u64> = const { Cell::new(0) };
}

/// Where a run is made to fail.
#[derive(Clone, Copy)]
pub enum Fault {
    None,
    Panic(u64),
    Error(u64),
}

/// A program that never ends ends here.
pub fn tick() -> bool {
    TICKS.set(TICKS.get() + 1);
    if TICKS.get() > 100_000 {
        eprintln!("it never ends");
        std::process::exit(3);
    }
    true
}

fn step() {
    tick();
    STEPS.set(STEPS.get() + 1);
    if STEPS.get() == PANIC_AT.get() {
        POLLS_AT_FAULT.set(POLLS.get());
        panic!("fault");
    }
}

pub fn steps() -> u64 {
    STEPS.get()
}

pub fn calls() -> u64 {
    CALLS.get()
}

pub fn line(text: String) {
    TRACE.with_borrow_mut(|trace| trace.push(text));
}

pub fn say_text(text: String) {
    step();
    line(text);
}

pub fn say(n: i64) {
    say_text(n.to_string());
}

pub fn say2(a: i64, b: i64) {
    say_text(format!("{a} {b}"));
}

pub fn parts(([a, b], c): ([i64; 2], Option<Box<dyn std::fmt::Display>>)) {
    say_text(format!("{a} {b} {}", c.expect("there are three")));
}

pub fn eval(n: i64) -> i64 {
    say_text(format!("eval {n}"));
    n
}

pub fn bump(place: &mut i64, by: i64) {
    say_text(format!("bump {place} {by}"));
    *place += by;
}

pub fn pick(n: i64) -> fn(i64) {
    fn even(n: i64) {
        say_text(format!("even {n}"));
    }
    fn odd(n: i64) {
        say_text(format!("odd {n}"));
    }
    if n % 2 == 0 { even } else { odd }
}

pub fn other(n: i64) {
    line(format!("other {n}"));
}

pub fn returned(a: i64) -> impl FnOnce(i64) {
    say_text(format!("returned {a}"));
    move |b| say2(a, b)
}

pub fn with(n: i64, call: impl FnOnce(i64)) {
    call(n);
}

macro_rules! note {
    ($($text:tt)*) => {
        say_text(format!($($text)*))
    };
}
pub(crate) use note;

fn fails(n: i64) -> bool {
    tick();
    CALLS.set(CALLS.get() + 1);
    line(format!("call {n}"));
    if CALLS.get() == FAIL_AT.get() {
        POLLS_AT_FAULT.set(POLLS.get());
        return true;
    }
    n % 4 == 3
}

pub fn fallible(n: i64) -> Result<i64, i64> {
    if fails(n) { Err(n) } else { Ok(n) }
}

pub fn maybe(n: i64) -> Option<i64> {
    if fails(n) { None } else { Some(n) }
}

pub struct Named(pub i64);

impl Named {
    pub fn show(&self) {
        say_text(format!("show {}", self.0));
    }
}

impl Drop for Named {
    fn drop(&mut self) {
        line(format!("drop {}", self.0));
    }
}

pub fn consume(named: Named) {
    say_text(format!("consume {}", named.0));
}

/// Moved about: its number, and which token it is.
#[derive(Debug)]
pub struct Token(pub i64, pub i64);

pub fn token(n: i64) -> Token {
    LIVE.set(LIVE.get() + 1);
    Token(n, n)
}

impl Token {
    pub fn plus(self, n: i64) -> Token {
        say_text(format!("plus {} {n}", self.0));
        let more = Token(self.0 + n, self.1);
        std::mem::forget(self);
        more
    }

    pub fn peek(&self) -> i64 {
        self.0
    }
}

impl Drop for Token {
    fn drop(&mut self) {
        LIVE.set(LIVE.get() - 1);
        line(format!("drop t{}", self.1));
    }
}

/// It is gone then, without a word.
fn end(token: Token) -> i64 {
    let n = token.0;
    std::mem::forget(token);
    LIVE.set(LIVE.get() - 1);
    n
}

pub fn spend(token: Token) {
    say_text(format!("spend {}", token.0));
    end(token);
}

/// Methods of these names: they take a token, and only look at a `Named`.
macro_rules! methods {
    ($($name:ident($($arg:ty)?))*) => {
        impl Token {
            $(pub fn $name(self $(, _: $arg)?) -> i64 {
                say_text(format!("end {}", self.0));
                end(self)
            })*
        }

        impl Named {
            $(pub fn $name(&self $(, _: $arg)?) -> i64 {
                say_text(format!("see {}", self.0));
                self.0
            })*
        }
    };
}

methods! {
    finish() unwrap() into_inner() expect(&str) map(fn(i64) -> i64) collect() cloned() close() build() unwrap_or(i64) len()
}

/// A tuple struct, and functions that are named like one.
#[derive(Clone, Copy, Debug, Default)]
pub struct Size(pub i64);

pub fn MakeSize(n: i64) -> Size {
    say_text(format!("make {n}"));
    Size(n)
}

impl Size {
    pub fn Of(n: i64) -> Size {
        MakeSize(n)
    }
}

pub enum Side {
    Left(i64),
}

pub fn ReadValue(n: i64) -> i64 {
    say_text(format!("read {n}"));
    n
}

pub fn Check(n: i64) {
    say_text(format!("check {n}"));
}

pub struct Maker;

impl Maker {
    pub fn Make(n: i64) -> i64 {
        ReadValue(n)
    }
}

pub trait Make {
    fn Make(n: Self) -> Self;
}

impl Make for i64 {
    fn Make(n: i64) -> i64 {
        ReadValue(n)
    }
}

/// Things whose parts have addresses.
pub struct Pair {
    pub f: i64,
    pub g: i64,
}

/// A number as an index of three.
pub fn at(n: i64) -> usize {
    n.rem_euclid(3) as usize
}

pub fn look(place: &i64) {
    say_text(format!("look {place}"));
}

/// Those that blocks have of their own are others.
pub fn helper() -> i64 {
    say_text("helper 0".into());
    0
}

pub const LIMIT: i64 = 0;

macro_rules! bind {
    ($name:ident = $value:expr) => {
        let mut $name: fn(i64) = $value;
    };
}
pub(crate) use bind;

/// A result as a number.
pub trait Code {
    fn code(self) -> i64;
}

impl Code for () {
    fn code(self) -> i64 {
        0
    }
}

impl Code for i64 {
    fn code(self) -> i64 {
        self
    }
}

impl Code for Result<i64, i64> {
    fn code(self) -> i64 {
        self.unwrap_or_else(|error| error + 1000)
    }
}

impl Code for Result<Token, i64> {
    fn code(self) -> i64 {
        match self {
            Ok(token) => token.0,
            Err(error) => error + 1000,
        }
    }
}

impl Code for Size {
    fn code(self) -> i64 {
        self.0
    }
}

impl Code for Side {
    fn code(self) -> i64 {
        let Side::Left(n) = self;
        n
    }
}

impl defer_runtime::Outcome for Size {
    fn is_failure(&self) -> bool {
        false
    }
}

impl Code for Option<i64> {
    fn code(self) -> i64 {
        self.unwrap_or(-1)
    }
}

pub fn code(result: impl Code) -> i64 {
    result.code()
}

/// How a panic ends a run.
pub fn panicked(payload: Box<dyn Any + Send>) -> String {
    match payload.downcast::<String>() {
        Ok(message) => format!("panicked {message}"),
        Err(payload) => format!("panicked {}", payload.downcast_ref::<&str>().unwrap_or(&"?")),
    }
}

/// Runs with a fault; gives what was said, and how it ended.
pub fn once(fault: Fault, run: impl FnOnce() -> String) -> String {
    TRACE.take();
    STEPS.set(0);
    CALLS.set(0);
    TICKS.set(0);
    LIVE.set(0);
    let (panic_at, fail_at) = match fault {
        Fault::None => (0, 0),
        Fault::Panic(at) => (at, 0),
        Fault::Error(at) => (0, at),
    };
    PANIC_AT.set(panic_at);
    FAIL_AT.set(fail_at);
    let outcome = run();
    let live = match LIVE.get() {
        0 => String::new(),
        live => format!(" with {live} tokens left"),
    };
    format!("{}\t{outcome}{live}", TRACE.take().join(", "))
}

/// Prints the line of a run.
pub fn print(index: usize, fault: Fault, polls: Option<u64>, told: &str) {
    let fault = match fault {
        Fault::None => "no fault".into(),
        Fault::Panic(at) => format!("panic at step {at}"),
        Fault::Error(at) => format!("error in call {at}"),
    };
    let drop = polls
        .map(|polls| format!(", dropped after {polls} polls"))
        .unwrap_or_default();
    writeln!(std::io::stdout().lock(), "{index}\t{fault}{drop}\t{told}").unwrap();
}

/// How many faults of a kind there are at most. What they say on their own is not of interest.
pub fn start() -> u64 {
    std::panic::set_hook(Box::new(|_| {}));
    std::env::args().nth(1).unwrap().parse().unwrap()
}

/// Whether a program is to run: those in front have, when one has ended all. Says that it begins.
pub fn begins(index: usize) -> bool {
    let from: usize = std::env::args().nth(2).unwrap().parse().unwrap();
    if index >= from {
        println!("{index}");
    }
    index >= from
}

/// Runs each program with every fault, of a kind `limit` at most, and prints a line for each run.
pub fn run(programs: &[(usize, fn() -> String)]) {
    let limit = start();
    for &(index, program) in programs {
        if !begins(index) {
            continue;
        }
        let run = |fault| {
            let outcome = || match catch_unwind(AssertUnwindSafe(program)) {
                Ok(value) => format!("returned {value}"),
                Err(payload) => panicked(payload),
            };
            print(index, fault, None, &once(fault, outcome));
        };
        run(Fault::None);
        let panics = (1..=steps().min(limit)).map(Fault::Panic);
        panics.chain((1..=calls().min(limit)).map(Fault::Error)).for_each(run);
    }
}

/// As `Debug` has it.
pub fn text(value: impl Debug) -> String {
    format!("{value:?}")
}
