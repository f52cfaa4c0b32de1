// What the programs of the second oracle call. Every value says when it is made and when it is dropped, and is known by
// its label: the second one of a label is `a1.2`.

use super::futures::pause;
use super::support::*;
use std::cell::{Cell, RefCell};
use std::ops::{Add, AddAssign, Index, Neg, Not, Sub};
use std::fmt;
pub use std::fmt::Write as _;

/// How often a program may go round before every loop ends.
const ROUNDS: u64 = 8;

thread_local! {
    static NAMES: RefCell<Vec<String>> = const { RefCell::new(Vec::new()) };
    static CHOICES: Cell<u64> = const { Cell::new(0) };
    static ASKED: Cell<u64> = const { Cell::new(0) };
    static WENT_ROUND: Cell<u64> = const { Cell::new(0) };
}

/// Starts a run in which the conditions come out in this way.
pub fn choices(choices: u64) {
    NAMES.take();
    CHOICES.set(choices);
    ASKED.set(0);
    WENT_ROUND.set(0);
}

fn random(n: i64) -> u64 {
    ASKED.set(ASKED.get() + 1);
    let seed = CHOICES.get() << 32 ^ (n as u64) << 16 ^ ASKED.get();
    let mut n = seed.wrapping_mul(0x9E37_79B9_7F4A_7C15);
    n = (n ^ (n >> 30)).wrapping_mul(0xBF58_476D_1CE4_E5B9);
    n ^ (n >> 31)
}

pub fn choose(n: i64) -> bool {
    choose3(n) == 0
}

pub fn choose3(n: i64) -> i64 {
    let chosen = (random(n) % 3) as i64;
    say_text(format!("choose {n} {chosen}"));
    chosen
}

/// Whether a loop goes on.
pub fn more(n: i64) -> bool {
    WENT_ROUND.set(WENT_ROUND.get() + 1);
    let more = WENT_ROUND.get() <= ROUNDS && random(n) % 3 != 0;
    say_text(format!("more {n} {more}"));
    more
}

/// A value that says when it is dropped.
pub struct N(usize);

fn register(label: &str) -> String {
    NAMES.with_borrow(|names| {
        let before = names.iter().filter(|name| name.split('.').next() == Some(label)).count();
        if before == 0 { label.to_owned() } else { format!("{label}.{}", before + 1) }
    })
}

pub fn new(label: &'static str) -> N {
    say_text(format!("new {label}"));
    let name = register(label);
    NAMES.with_borrow_mut(|names| {
        names.push(name);
        N(names.len() - 1)
    })
}

pub fn made(label: &'static str, n: i64) -> N {
    say_text(format!("made from {n}"));
    new(label)
}

impl N {
    fn name(&self) -> String {
        NAMES.with_borrow(|names| names[self.0].clone())
    }

    fn told(&self, what: &str) -> i64 {
        say_text(format!("{what} {}", self.name()));
        self.0 as i64
    }
}

impl fmt::Debug for N {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.name())
    }
}

impl Drop for N {
    fn drop(&mut self) {
        line(format!("drop {}", self.name()));
    }
}

impl PartialEq for N {
    fn eq(&self, other: &N) -> bool {
        say_text(format!("{} == {}", self.name(), other.name()));
        true
    }
}

impl Neg for N {
    type Output = i64;
    fn neg(self) -> i64 {
        self.told("neg")
    }
}

impl Not for N {
    type Output = N;
    fn not(self) -> N {
        self.told("not");
        self
    }
}

impl Add<i64> for N {
    type Output = i64;
    fn add(self, n: i64) -> i64 {
        self.told("add") + n
    }
}

impl Add<N> for i64 {
    type Output = i64;
    fn add(self, n: N) -> i64 {
        n.told("added") + self
    }
}

impl Sub<i64> for N {
    type Output = i64;
    fn sub(self, n: i64) -> i64 {
        self.told("sub") - n
    }
}

impl AddAssign<N> for i64 {
    fn add_assign(&mut self, n: N) {
        *self += n.told("add to");
    }
}

/// A number that is copied, with the operators and methods of an `N`.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Copied(pub i64);

impl Copied {
    fn told(&self, what: &str) -> i64 {
        say_text(format!("{what} {}", self.0));
        self.0
    }

    pub fn gone(self) -> i64 {
        self.told("gone")
    }

    pub fn same(self) -> Copied {
        self.told("same");
        self
    }

    pub fn with(self, n: i64) -> Copied {
        self.told("with");
        say(n);
        self
    }
}

impl Neg for Copied {
    type Output = i64;
    fn neg(self) -> i64 {
        self.told("neg")
    }
}

impl Not for Copied {
    type Output = Copied;
    fn not(self) -> Copied {
        self.told("not");
        self
    }
}

impl Add<i64> for Copied {
    type Output = i64;
    fn add(self, n: i64) -> i64 {
        self.told("add") + n
    }
}

impl Add<Copied> for i64 {
    type Output = i64;
    fn add(self, n: Copied) -> i64 {
        n.told("added") + self
    }
}

impl Sub<i64> for Copied {
    type Output = i64;
    fn sub(self, n: i64) -> i64 {
        self.told("sub") - n
    }
}

impl AddAssign<Copied> for i64 {
    fn add_assign(&mut self, n: Copied) {
        *self += n.told("add to");
    }
}

/// Numbers that are found by a value.
pub struct Table;

pub static TABLE: Table = Table;

impl Index<N> for Table {
    type Output = i64;
    fn index(&self, n: N) -> &i64 {
        n.told("index");
        &4
    }
}

impl Index<Copied> for Table {
    type Output = i64;
    fn index(&self, n: Copied) -> &i64 {
        n.told("index");
        &4
    }
}

/// Methods that only borrow, some of them named as methods of std that do not.
impl N {
    /// From here on it has this label.
    pub fn is(&self, label: &'static str) {
        let name = register(label);
        NAMES.with_borrow_mut(|names| names[self.0] = name);
    }

    pub fn id(&self) -> i64 {
        self.told("id")
    }

    pub fn finish(&self) -> i64 {
        self.told("finish")
    }

    pub fn unwrap(&self) -> i64 {
        self.told("unwrap")
    }

    pub fn map(&self, n: i64) -> i64 {
        self.told("map") + n
    }

    pub fn into_id(&self) -> i64 {
        self.told("into_id")
    }

    pub fn ok(&self) -> i64 {
        self.told("ok")
    }

    pub fn collect(&self) -> i64 {
        self.told("collect")
    }

    pub fn sum(&self) -> i64 {
        self.told("sum")
    }

    pub fn go(&self) -> i64 {
        self.told("go")
    }

    pub fn release(&self) -> i64 {
        self.told("release")
    }

    pub fn touch(&mut self) {
        self.told("touch");
    }
}

/// Methods that take it, named as none of std does.
impl N {
    pub fn gone(self) -> i64 {
        self.told("gone")
    }

    pub fn lent_mut(&mut self) -> &mut N {
        self.told("lent_mut");
        self
    }

    pub fn same(self) -> N {
        self.told("same");
        self
    }

    pub fn with(self, n: i64) -> N {
        self.told("with");
        say(n);
        self
    }
}

/// A value whose methods take it, as those of std of these names do.
#[derive(Debug)]
pub struct V(pub N);

impl V {
    pub fn finish(self) -> i64 {
        self.0.told("V finish")
    }

    pub fn unwrap(self) -> N {
        self.0.told("V unwrap");
        self.0
    }

    pub fn map(self, n: i64) -> V {
        self.0.told("V map");
        say(n);
        self
    }

    pub fn into_n(self) -> N {
        self.0.told("V into_n");
        self.0
    }

    pub fn ok(self) -> Option<N> {
        self.0.told("V ok");
        Some(self.0)
    }

    pub fn collect(self) -> i64 {
        self.0.told("V collect")
    }

    pub fn consume(self) -> i64 {
        self.0.told("V consume")
    }

    pub fn go(self) -> i64 {
        self.0.told("V go")
    }

    pub fn release(self) -> N {
        self.0.told("V release");
        self.0
    }

    pub fn id(&self) -> i64 {
        self.0.id()
    }
}

#[derive(Debug)]
pub struct Hd {
    pub id: i64,
    pub n: N,
}

#[derive(Debug)]
pub struct Two(pub N, pub N);

#[derive(Debug)]
pub struct Wrap(pub N);

#[derive(Debug)]
pub struct Nest {
    pub h: Hd,
    pub n: N,
}

#[derive(Debug)]
pub enum Where {
    Left(N),
    Both { a: N, b: N },
    Nowhere,
}

pub struct Hold<T> {
    pub t: T,
    pub n: i64,
}

pub fn hold<T>(t: T) -> Hold<T> {
    say_text("hold".into());
    Hold { t, n: 8 }
}

pub struct Hook<F> {
    pub call: F,
}

pub fn call<R>(f: impl Fn() -> R) -> R {
    say_text("call".into());
    f()
}

pub fn call_mut<R>(mut f: impl FnMut() -> R) -> R {
    say_text("call mut".into());
    f()
}

pub fn call_once<R>(f: impl FnOnce() -> R) -> R {
    say_text("call once".into());
    f()
}

pub fn call_never<R>(_: impl FnOnce() -> R) {
    say_text("call never".into());
}

pub fn identity<T>(t: T) -> T {
    say_text("identity".into());
    t
}

pub fn taken<T>(_: T) -> bool {
    say_text("taken".into());
    true
}

pub fn change(n: &mut N) {
    n.touch();
}

pub fn sink() -> String {
    String::new()
}

pub fn eat(n: N) {
    n.told("eat");
}

pub fn eat_any<T>(_: T) {
    say_text("eat any".into());
}

pub fn eat2(n: N, number: i64) {
    n.told("eat2");
    say(number);
}

pub fn pass(n: N) -> N {
    n.told("pass");
    n
}

#[allow(non_snake_case)]
pub fn Make(n: N) -> N {
    n.told("Make");
    n
}

#[allow(non_snake_case)]
pub fn MakeHd(n: N) -> Hd {
    Hd { id: n.told("MakeHd"), n }
}

#[allow(non_snake_case)]
pub fn Count(n: i64) -> i64 {
    say_text(format!("Count {n}"));
    n
}

#[allow(non_snake_case)]
pub fn Peek(n: &N) -> i64 {
    n.told("Peek")
}

pub fn peek(n: &N) -> i64 {
    n.told("peek")
}

pub async fn eat_later(n: N) {
    pause(1).await;
    n.told("eat_later");
}

pub async fn pass_later(n: N) -> N {
    pause(2).await;
    n.told("pass_later");
    n
}

/// A `return` that a macro hides is one here.
pub fn hidden() {
    line("hidden return".into());
}

/// What a deferred call does.
pub fn log(text: &'static str) {
    line(text.into());
}

/// The same, of something that is alive.
pub fn log_of<T>(_: &T, text: &'static str) {
    line(text.into());
}

/// A guard in the place of a deferred call.
pub struct Guard(pub &'static str);

impl Drop for Guard {
    fn drop(&mut self) {
        line(self.0.into());
    }
}

/// What a deferred call does that has taken a value.
pub fn own(text: &'static str, n: N) {
    line(text.into());
    drop(n);
}

/// A guard that has taken one.
pub struct Owner(pub &'static str, pub N);

impl Drop for Owner {
    fn drop(&mut self) {
        line(self.0.into());
    }
}
