//! Programs of one shape, for the tables of chapter 6. Each program asks twice how its scope is left: in front of the
//! deferred call in question ("was …") and behind it ("is …"). A table names that call in brackets, the way out in
//! braces, and what is expected. Each line becomes a function per kind of site:
//!
//! - `straight`: every site is a statement of the scope itself;
//! - `conditional`: every site stands in an `if` or `match` of its own;
//! - `over_locals`: the BLOCK form over locals of an inner block, which is left by the way out.

use defer_tests::Outcome::{self, Panicked, Returned};
use defer_tests::{outcome, say};
use pretty_assertions::assert_eq;
use std::fmt::Debug;

/// A call that says it is made, and fails with what it is given. Its error becomes a `String` by `?`.
pub fn check(result: Result<(), &'static str>) -> Result<(), &'static str> {
    say("deferred");
    result
}

pub fn strike() {
    say("deferred");
    panic!("d");
}

pub fn ok(n: i32) -> Outcome<Result<i32, String>> {
    Returned(Ok(n))
}

pub fn err(error: &str) -> Outcome<Result<i32, String>> {
    Returned(Err(error.into()))
}

pub fn panicked(message: &str) -> Outcome<Result<i32, String>> {
    Panicked(message.into())
}

pub fn assert_ends<T: Debug + PartialEq>(body: fn() -> T, ended: Outcome<T>, lines: &[&str]) {
    assert_eq!(outcome(body), (ended, lines.iter().map(ToString::to_string).collect()));
}

/// Puts each kind of site before the way out, and hands the result to the macro of the place.
macro_rules! sites {
    ($place:ident $entry:tt [$($deferred:tt)*] { $($way:tt)* }) => {
        $place! { straight $entry {
            errdefer!(say("is failed"));
            okdefer!(say("is ok"));
            $($deferred)*
            errdefer!(say("was failed"));
            okdefer!(say("was ok"));
            $($way)*
        }}
        $place! { conditional $entry {
            if yes() {
                errdefer!(say("is failed"));
                okdefer!(say("is ok"));
            }
            if yes() {
                $($deferred)*
            }
            if yes() {
                errdefer!(say("was failed"));
            }
            match yes() {
                true => {
                    okdefer!(|| say("was ok"));
                }
                false => {
                    okdefer!(|| say("not reached"));
                    errdefer!(|| say("not reached"));
                }
            }
            $($way)*
        }}
        $place! { over_locals $entry {
            if yes() {
                let (mut failed, mut ok) = (String::from("is "), String::from("is "));
                errdefer!(|| say(&failed));
                okdefer!(|| say(&ok));
                failed += "failed";
                ok += "ok";
                $($deferred)*
                let (mut failed, mut ok) = (String::from("was "), String::from("was "));
                errdefer!(|| say(&failed));
                okdefer!(|| say(&ok));
                failed += "failed";
                ok += "ok";
                $($way)*
            } else {
                unreachable!()
            }
        }}
    };
}

/// `calls [deferred] … => { name { way } => ended, lines; … }`: each call with each way out, in each place.
macro_rules! cells {
    ($places:tt $names:tt $($($call:ident [$($deferred:tt)*])+ => $ways:tt)*) => {
        $($(mod $call {
            use super::*;
            ways! { $places $names [$($deferred)*] $ways }
        })+)*
    };
}

macro_rules! ways {
    ($places:tt $names:tt $deferred:tt { $($name:ident { $($way:tt)* } => $ended:expr, $lines:expr;)* }) => {
        $(mod $name {
            use super::*;
            places! { $places $names $deferred { $($way)* } ($ended, $lines) }
        })*
    };
}

macro_rules! places {
    ([$($place:ident)+] $names:tt $deferred:tt $way:tt $expected:tt) => {
        $(mod $place {
            use super::*;
            $place! { $names $deferred $way $expected }
        })+
    };
}
