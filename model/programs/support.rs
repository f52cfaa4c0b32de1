// What the generated programs call. Each program runs several times: without a fault, and with one at each step and
// at each fallible call.

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
        panic!("fault");
    }
}

fn line(text: String) {
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
    CALLS.get() == FAIL_AT.get() || n % 4 == 3
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

pub struct Token(pub i64);

pub fn token(n: i64) -> Token {
    LIVE.set(LIVE.get() + 1);
    Token(n)
}

impl Token {
    pub fn plus(self, n: i64) -> Token {
        say_text(format!("plus {} {n}", self.0));
        token(self.0 + n)
    }
}

impl Drop for Token {
    fn drop(&mut self) {
        LIVE.set(LIVE.get() - 1);
    }
}

pub fn spend(token: Token) {
    say_text(format!("spend {}", token.0));
}

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

impl Code for Option<i64> {
    fn code(self) -> i64 {
        self.unwrap_or(-1)
    }
}

pub fn code(result: impl Code) -> i64 {
    result.code()
}

fn once(program: fn() -> String) -> String {
    TRACE.take();
    STEPS.set(0);
    CALLS.set(0);
    TICKS.set(0);
    LIVE.set(0);
    let outcome = match catch_unwind(AssertUnwindSafe(program)) {
        Ok(value) => format!("returned {value}"),
        Err(payload) => match payload.downcast::<String>() {
            Ok(message) => format!("panicked {message}"),
            Err(payload) => format!("panicked {}", payload.downcast_ref::<&str>().unwrap_or(&"?")),
        },
    };
    let live = match LIVE.get() {
        0 => String::new(),
        live => format!(" with {live} tokens left"),
    };
    format!("{}\t{outcome}{live}", TRACE.take().join(", "))
}

/// Runs each program with every fault, of a kind `limit` at most, and prints a line for each run.
pub fn run(programs: &[(usize, fn() -> String)]) {
    let limit: u64 = std::env::args().nth(1).unwrap().parse().unwrap();
    std::panic::set_hook(Box::new(|_| {}));
    let out = std::io::stdout();
    for &(index, program) in programs {
        let told = once(program);
        let (steps, calls) = (STEPS.get(), CALLS.get());
        writeln!(out.lock(), "{index}\tno fault\t{told}").unwrap();
        for at in 1..=steps.min(limit) {
            PANIC_AT.set(at);
            writeln!(out.lock(), "{index}\tpanic at step {at}\t{}", once(program)).unwrap();
        }
        PANIC_AT.set(0);
        for at in 1..=calls.min(limit) {
            FAIL_AT.set(at);
            writeln!(out.lock(), "{index}\terror in call {at}\t{}", once(program)).unwrap();
        }
        FAIL_AT.set(0);
    }
}

/// As `Debug` has it.
pub fn text(value: impl Debug) -> String {
    format!("{value:?}")
}
