//! Rule 9.4: no frame in a backtrace stands at the attribute: that of deferred code and of what stands behind it is at the user's own line,
//! and that of what the attribute calls at the deferred call.

#![allow(clippy::never_loop)]

use defer_runtime::{Outcome, defer, errdefer, okdefer, with_defer};
use defer_tests::{pause, poll, yes};
use pretty_assertions::assert_eq;
use std::backtrace::Backtrace;
use std::cell::RefCell;
use std::panic::{AssertUnwindSafe, catch_unwind};

const SOURCE: &str = include_str!("backtraces.rs");

thread_local! {
    /// How often [`frames`] was called.
    static SEEN: RefCell<Vec<Vec<u32>>> = const { RefCell::new(Vec::new()) };
}

/// The lines of the frames of this file, from the caller outwards, up to the test.
fn frames() -> Vec<u32> {
    let backtrace = Backtrace::force_capture().to_string();
    // `at ./backtraces.rs:14:9`, of this function and then of its caller.
    let places = backtrace.lines().filter_map(|line| line.split_once("backtraces.rs:"));
    let lines = places.map(|(_, place)| place.split_once(':').expect("a column stands behind the line").0);
    let lines = lines.map(|line| line.parse().expect("it is a number")).skip(1);
    lines.take_while(|line| !written(*line).contains("outermost")).collect()
}

fn written(line: u32) -> &'static str {
    SOURCE
        .lines()
        .nth(line as usize - 1)
        .expect("it is a line of this file")
        .trim()
}

/// Keeps the frames around.
fn look() {
    let frames = frames();
    SEEN.with_borrow_mut(|seen| seen.push(frames));
}

fn looks<T>(value: T) -> T {
    look();
    value
}

/// Looks where it is dropped.
struct Loud(u8);

impl Drop for Loud {
    fn drop(&mut self) {
        look();
    }
}

fn take(_: Loud) {}

fn name(loud: &Loud) -> u8 {
    looks(loud.0)
}

/// Looks where an error becomes it.
struct Failed;

impl From<u8> for Failed {
    fn from(_: u8) -> Self {
        looks(Failed)
    }
}

impl Outcome for Loud {
    fn is_failure(&self) -> bool {
        self.0 > 0
    }
}

#[with_defer]
fn one(n: u8) -> u8 {
    let own = Loud(n);
    defer!(name(&own));
    let inner = Loud(n);
    look();
    inner.0
}

#[with_defer]
fn three(n: u8) -> u8 {
    let own = Loud(n);
    defer!(looks(name(&own)));
    let second = Loud(n);
    defer!(take(second));
    defer! {
        let inside = Loud(n);
        name(&inside);
    }
    look();
    let last = Loud(n);
    name(&last)
}

#[with_defer]
fn conditional(n: u8) -> u8 {
    if n < 100 {
        let inner = Loud(n);
        defer!(name(&inner));
        let lent = Loud(n);
        defer!(|| {
            name(&lent);
            looks(n)
        });
        defer!(take(inner.clone_of()));
    }
    look();
    n
}

impl Loud {
    fn clone_of(&self) -> Loud {
        looks(Loud(self.0))
    }
}

#[with_defer]
fn in_a_loop(n: u8) -> Result<u8, Failed> {
    let spared = Loud(n);
    for i in 0..3 {
        let own = Loud(i);
        defer!(name(&own));
        if i == 2 {
            break;
        }
        let inner = Loud(i);
        step(i)?;
        if n == 7 {
            take(inner);
            continue;
        }
        look();
    }
    step(n)?;
    errdefer!(look());
    if n == 1 {
        take(spared);
        return Ok(1);
    }
    step(n.wrapping_add(1))?;
    look();
    Ok(n)
}

fn step(n: u8) -> Result<(), u8> {
    if n > 8 { Err(n) } else { Ok(()) }
}

#[with_defer]
fn spares(n: u8) -> Result<u8, Failed> {
    let first = Loud(n);
    let second = Loud(n);
    defer!(look());
    let third = Loud(n);
    step(n)?;
    take(first);
    step(n.wrapping_add(1))?;
    take(second);
    look();
    step(n.wrapping_add(2))?;
    take(third);
    Ok(n)
}

#[with_defer]
fn closures(n: u8) -> u8 {
    let f = |loud: &Loud| -> u8 {
        defer!(name(loud));
        let inner = Loud(3);
        looks(inner.0)
    };
    let g = || {
        defer!(look());
        look();
    };
    g();
    f(&Loud(n))
}

#[with_defer]
fn labelled(n: u8) -> u8 {
    'block: {
        let own = Loud(n);
        defer!(name(&own));
        if n > 3 {
            break 'block;
        }
        look();
    }
    look();
    n
}

#[with_defer]
fn own_outcome(n: u8) -> Loud {
    errdefer!(look());
    okdefer!(look());
    look();
    for i in 0..2 {
        errdefer!(look());
        if i == n {
            return Loud(i);
        }
    }
    Loud(n)
}

#[with_defer(loud = Err(Failed))]
fn named(n: u8) -> Result<Loud, Failed> {
    let _loud = Loud(9);
    loud = Ok(Loud(n));
    defer!(|| {
        loud = Ok(Loud(8));
        look();
    });
    errdefer!(look());
    for i in 0..n {
        defer! { step(i)?; }
        if i == 3 {
            return Ok(Loud(1));
        }
    }
    defer! {
        step(n)?;
        look();
    }
    look();
    Ok(Loud(n))
}

#[with_defer]
fn question(n: u8) -> Result<(), Failed> {
    let own = Loud(n);
    errdefer!(|_error| look());
    defer! {
        let inside = Loud(n);
        step(n)?;
        name(&inside);
        step(n.wrapping_add(1))?;
    }
    step(n.wrapping_add(2))?;
    let inner = Loud(n);
    defer! {
        if n == 5 {
            return;
        }
        name(&own);
    }
    name(&inner);
    Ok(())
}

#[with_defer]
fn endless(n: u8) -> ! {
    let own = Loud(n);
    defer!(name(&own));
    look();
    panic!("to be caught")
}

#[with_defer]
async fn awaits(n: u8) -> Result<u8, Failed> {
    let own = Loud(n);
    defer! {
        later().await;
        name(&own);
    }
    let inner = Loud(n);
    later().await;
    if n > 2 {
        defer!(later().await);
        defer!(look());
        defer!(look());
    }
    for i in 0..n {
        let last = Loud(i);
        defer!(name(&last));
        later().await;
        step(i)?;
    }
    let block = async {
        defer!(look());
        later().await;
        look();
        3
    };
    block.await;
    step(n)?;
    Ok(inner.0)
}

#[with_defer]
async fn awaits_nothing(n: u8) -> u8 {
    let own = Loud(n);
    defer!(name(&own));
    defer!(look());
    looks(n)
}

async fn later() {
    look();
    pause().await;
    look();
}

fn everything(n: u8) {
    one(n);
    three(n);
    conditional(n);
    let _ = in_a_loop(n);
    let _ = spares(n);
    closures(n);
    labelled(n);
    own_outcome(n);
    let _ = named(n);
    let _ = question(n);
    let _ = catch_unwind(AssertUnwindSafe(|| endless(n)));
    let _ = poll::finish(awaits(n));
    poll::finish(awaits_nothing(n));
}

#[test]
#[cfg_attr(not(debug_assertions), ignore = "a release build has no line numbers")]
fn no_frame_stands_at_the_attribute() {
    for n in 0..12 {
        everything(n); // outermost
    }
    for polls in 0..12 {
        poll::drop_after(polls, awaits(7)); // outermost
    }
    let seen = SEEN.take();
    assert!(seen.len() > 500, "{}", seen.len());
    let is_at_attribute = |frames: &&Vec<u32>| frames.iter().any(|line| written(*line).starts_with("#["));
    let at_attribute: Vec<_> = seen.iter().filter(is_at_attribute).collect();
    assert_eq!(at_attribute, [&[0; 0]; 0]);
}

fn ends(_: u8) {}

/// The lines of these frames, from the caller outwards.
fn around(function: fn() -> Vec<u32>) -> Vec<&'static str> {
    let lines = function(); // outermost
    lines.into_iter().map(written).collect()
}

#[with_defer]
fn calls() -> Vec<u32> {
    let n = Loud(1);
    defer!(ends(1));
    defer!(|| drop(n));
    frames()
}

#[with_defer]
fn in_an_iteration() -> Vec<u32> {
    loop {
        defer!(ends(2));
        return frames();
    }
}

#[with_defer(lines)]
fn in_deferred_code() -> Vec<u32> {
    defer!(ends(3));
    defer!(|| lines = frames());
    Vec::new()
}

#[with_defer(lines)]
fn in_a_conditional_call() -> Vec<u32> {
    if yes() {
        defer!(ends(4));
        defer!(|| lines = frames());
    }
    Vec::new()
}

/// Each deferred call is a line of its own.
#[test]
#[cfg_attr(not(debug_assertions), ignore = "a release build has no line numbers")]
fn a_call_is_shown_where_it_is_written() {
    assert_eq!(around(calls), ["frames()", "defer!(|| drop(n));", "defer!(ends(1));"]);
    assert_eq!(around(in_an_iteration), ["return frames();", "defer!(ends(2));"]);
    assert_eq!(
        around(in_deferred_code),
        ["defer!(|| lines = frames());", "defer!(ends(3));"]
    );
    // The other one is to run, too, whatever becomes of this one.
    let deferred = "defer!(|| lines = frames());";
    assert_eq!(around(in_a_conditional_call), [deferred, deferred]);
}

/// How far down the stack this is.
#[inline(never)]
fn depth() -> usize {
    let here = 0_u8;
    std::ptr::from_ref(std::hint::black_box(&here)).addr()
}

fn without() -> usize {
    depth()
}

#[with_defer]
fn with_one() -> usize {
    defer!(ends(1));
    depth()
}

#[with_defer]
fn with_three() -> usize {
    defer!(ends(1));
    defer!(ends(1));
    defer!(ends(1));
    depth()
}

/// The manual says how much of the stack of a debug build a call takes.
#[test]
#[cfg_attr(not(debug_assertions), ignore = "a release build takes nothing")]
fn a_call_takes_some_stack() {
    let (none, one, three) = (without(), with_one(), with_three());
    let taken = [none - one, none - three];
    assert!(taken[0] < 400 && taken[1] < 1100, "{taken:?} bytes");
}
