//! `#[track_caller]`: whether a panic and `Location::caller()` point at the call of the function, as they do without
//! deferred calls, or at its body (1.1).
//!
//! What stands behind a deferred call is a closure, and a closure has no caller on stable Rust. So the location is kept in
//! front of the first deferred call and in that call itself, the last one that is made, and lost in between.

#![deny(warnings)]

use defer_runtime::{defer, recover, with_defer};
use pretty_assertions::assert_eq;
use std::cell::{Cell, RefCell};
use std::panic::{Location, catch_unwind};
use std::sync::Once;

type Notes = RefCell<Vec<(&'static str, Points)>>;

#[derive(Clone, Copy, Debug, PartialEq)]
enum Points {
    AtCall,
    AtBody,
}
use Points::{AtBody, AtCall};

/// Notes what is pointed at, for a function that is called in line `call`.
#[track_caller]
fn note(name: &'static str, call: u32, notes: &Notes) {
    let points = match Location::caller().line() == call {
        true => AtCall,
        false => AtBody,
    };
    notes.borrow_mut().push((name, points));
}

#[test]
fn without_the_attribute() {
    #[track_caller]
    fn plain(call: u32, notes: &Notes) {
        note("body", call, notes);
        let closure = || note("closure", call, notes);
        closure();
    }
    let notes = Notes::default();
    plain(line!(), &notes);
    assert_eq!(notes.take(), [("body", AtCall), ("closure", AtBody)]);
}

#[test]
fn body_and_deferred_calls() {
    #[with_defer]
    #[track_caller]
    fn two_calls(call: u32, notes: &Notes) {
        note("in front", call, notes);
        defer!(note("first CALL", call, notes));
        note("between", call, notes);
        defer!(note("second CALL", call, notes));
        note("behind", call, notes);
    }
    #[track_caller]
    #[with_defer]
    fn two_blocks(call: u32, notes: &Notes) {
        defer! { note("first block", call, notes); }
        defer! { note("second block", call, notes); }
    }
    #[with_defer]
    #[track_caller]
    fn block_with_a_return(call: u32, notes: &Notes) {
        defer!(|| {
            note("block with a way out", call, notes);
            if call > 0 {
                return;
            }
            note("never", call, notes);
        });
    }
    #[with_defer]
    #[track_caller]
    fn conditional(call: u32, notes: &Notes) {
        if call > 0 {
            defer!(note("first conditional CALL", call, notes));
            defer!(|| note("second conditional block", call, notes));
            note("branch", call, notes);
        }
    }
    #[with_defer]
    #[track_caller]
    fn iterations(call: u32, notes: &Notes) {
        for _ in 0..1 {
            note("front of an iteration", call, notes);
            defer!(note("CALL of an iteration", call, notes));
            note("iteration", call, notes);
        }
        note("behind the loop", call, notes);
    }
    let notes = Notes::default();
    two_calls(line!(), &notes);
    two_blocks(line!(), &notes);
    block_with_a_return(line!(), &notes);
    conditional(line!(), &notes);
    iterations(line!(), &notes);
    assert_eq!(
        notes.take(),
        [
            ("in front", AtCall),
            ("between", AtBody),
            ("behind", AtBody),
            ("second CALL", AtBody),
            ("first CALL", AtCall),
            ("second block", AtBody),
            ("first block", AtCall),
            ("block with a way out", AtBody),
            ("branch", AtBody),
            ("second conditional block", AtBody),
            ("first conditional CALL", AtCall),
            ("front of an iteration", AtCall),
            ("iteration", AtBody),
            ("CALL of an iteration", AtCall),
            ("behind the loop", AtCall),
        ]
    );
}

/// 2.1: what is evaluated now is evaluated where it stands.
#[test]
fn values_of_now() {
    #[with_defer]
    #[track_caller]
    fn value(notes: &Cell<u32>) {
        defer!(notes.set(Location::caller().line()));
    }
    let line = Cell::new(0);
    value(&line);
    assert_eq!(line.get(), line!() - 1);
}

/// The way around: look before the first deferred call.
#[test]
fn kept_in_a_local() {
    #[with_defer]
    #[track_caller]
    fn kept() -> u32 {
        let caller = Location::caller();
        defer!(|| assert_eq!(caller.file(), file!()));
        caller.line()
    }
    assert_eq!(kept(), line!());
}

thread_local! {
    static PANICKED_AT: Cell<u32> = const { Cell::new(0) };
}

/// What a panic of `program`, which calls in line `call`, points at.
fn panic_of<T>(call: u32, program: fn() -> T) -> Points {
    static HOOK: Once = Once::new();
    HOOK.call_once(|| {
        let before = std::panic::take_hook();
        std::panic::set_hook(Box::new(move |info| {
            PANICKED_AT.set(info.location().map_or(0, Location::line));
            before(info);
        }));
    });
    let _ = catch_unwind(program);
    match PANICKED_AT.get() == call {
        true => AtCall,
        false => AtBody,
    }
}

/// 7.1
#[test]
fn panics() {
    #[track_caller]
    fn plain(number: Option<u32>) -> u32 {
        number.unwrap()
    }
    #[with_defer]
    #[track_caller]
    fn in_front(number: Option<u32>) -> u32 {
        let number = number.unwrap();
        defer! {}
        number
    }
    #[with_defer]
    #[track_caller]
    fn behind(number: Option<u32>) -> u32 {
        defer! {}
        number.unwrap()
    }
    #[with_defer]
    #[track_caller]
    fn deferred_call(number: Option<u32>) {
        defer!(Option::unwrap(number));
    }
    #[with_defer(result)]
    #[track_caller]
    fn recovered(number: Option<u32>) -> u32 {
        defer!(|| drop(recover!()));
        number.unwrap()
    }
    let points = [
        ("plain", panic_of(line!(), || plain(None))),
        ("in front", panic_of(line!(), || in_front(None))),
        ("behind", panic_of(line!(), || behind(None))),
        ("deferred call", panic_of(line!(), || deferred_call(None))),
        ("recovered", panic_of(line!(), || recovered(None))),
    ];
    assert_eq!(
        points,
        [
            ("plain", AtCall),
            ("in front", AtCall),
            ("behind", AtBody),
            ("deferred call", AtCall),
            ("recovered", AtBody),
        ]
    );
}
