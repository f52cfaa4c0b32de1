//! What holds in every edition.

#![allow(
    clippy::never_loop,
    clippy::let_unit_value,
    reason = "workers that never come to an end"
)]

use crate::trace::{Noisy, say, trace};
use defer_runtime::{Leaving, defer, errdefer, leaving, okdefer, recover, with_defer};
use std::fmt::Display;

fn note(name: &str, n: u32) {
    say(&format!("{} {}", name, n));
}

macro_rules! log {
    ($($format:tt)*) => {
        say(&format!($($format)*))
    };
}

says! {
    // 2.1, 2.2, 3.3
    call_and_block {
        let mut n = 1;
        defer!(note("call", n));
        defer! { note("block", n); }
        n += 1;
        say("body");
    } => ["body", "block 2", "call 1"];

    // 2.6
    formatting {
        let mut n = 1;
        let name = String::from("name");
        defer!(log!("{name} {}", n));
        defer!(say(&format!("{}", n)));
        n += 1;
        log!("{n}");
    } => ["2", "1", "name 1"];

    // 3.1, 3.2
    loops_and_branches {
        'outer: for i in 0..3 {
            defer!(note("outer", i));
            for j in 0..3 {
                if j == 1 {
                    defer!(note("inner", j));
                    continue;
                }
                if i == 1 {
                    break 'outer;
                }
            }
        }
    } => ["inner 1", "outer 0", "outer 1"];

    // 3.4
    local_of_an_inner_block {
        if true {
            let mut n = 1;
            defer!(|| note("inner", n));
            n += 1;
        }
        say("body");
    } => ["body", "inner 2"];

    // 7.2
    recovery {
        defer!(|| {
            if let Some(panic) = recover!() {
                say(panic.message().unwrap_or("none"));
            }
        });
        panic!("stopped {}", 1);
    } => ["stopped 1"];

    // 7.3: what the fallback of `!` is differs by edition, the type of such a closure doesn't
    recovery_without_an_end {
        let worker = || {
            errdefer!(say("not here"));
            defer!(|| say(recover!().unwrap().message().unwrap_or("none")));
            loop {
                panic!("stopped {}", 2);
            }
        };
        let () = worker();
        let fails = || {
            errdefer!(say("failed"));
            loop {
                panic!("{}", 3);
            }
        };
        defer!(|| drop(recover!()));
        let _ = fails();
    } => ["stopped 2", "failed"];

    // 6.6
    leaving_a_scope {
        for i in 0..2 {
            defer!(|| note("panics", u32::from(leaving!() == Leaving::Panicking)));
            defer!(|| if i == 1 { drop(recover!()) });
            defer!(|| note("panicked", u32::from(leaving!() == Leaving::Panicking)));
            if i == 1 {
                panic!("{}", i);
            }
        }
    } => ["panicked 0", "panics 0", "panicked 1", "panics 0"];
}

/// 1.1, 5.1, 6.1, 6.3
#[test]
fn failure_and_named_results() {
    #[with_defer(result)]
    fn parse(text: &str) -> Result<u32, std::num::ParseIntError> {
        errdefer!(say("failed"));
        okdefer!(|| note("parsed", 1));
        defer!(|| {
            if let Ok(n) = &mut result {
                *n += "1".parse::<u32>()?;
            }
        });
        for _ in 0..2 {
            defer!(say("iteration"));
            text.parse::<u32>()?;
        }
        Ok(text.parse()?)
    }
    pretty_assertions::assert_eq!(
        trace(|| assert_eq!(parse("1"), Ok(2))),
        ["iteration", "iteration", "parsed 1"]
    );
    pretty_assertions::assert_eq!(trace(|| assert!(parse("x").is_err())), ["iteration", "failed"]);
}

/// 4.1, 6.5: what success takes along, and the temporaries of a part beside it
#[test]
fn taken_along() {
    struct Opened {
        name: Noisy,
        n: u32,
    }
    #[with_defer]
    fn open(text: &str) -> Result<Opened, std::num::ParseIntError> {
        let name = Noisy("name");
        errdefer!(note(&format!("undo {}", name.0), 1));
        errdefer!(|| log!("undo {}", name.0));
        let n = text.parse::<u32>()?;
        defer!(say("deferred"));
        Ok(Opened {
            name,
            n: n + Noisy("temporary").get(),
        })
    }
    let opened = || open("1").map(|opened| (opened.n, opened.name.0));
    pretty_assertions::assert_eq!(
        trace(|| assert_eq!(opened(), Ok((2, "name")))),
        ["temporary", "deferred", "name"]
    );
    pretty_assertions::assert_eq!(
        trace(|| assert!(open("x").is_err())),
        ["undo name", "undo name 1", "name"]
    );
}

/// 1.1: `impl Trait` in both positions
#[test]
fn opaque_types() {
    #[with_defer]
    fn lines(prefix: impl Display, count: u32) -> impl Iterator<Item = String> {
        defer!(say("left"));
        let prefix = prefix.to_string();
        (0..count).map(move |i| format!("{} {}", prefix, i))
    }
    let said = trace(|| assert_eq!(lines('a', 2).collect::<Vec<_>>(), ["a 0", "a 1"]));
    pretty_assertions::assert_eq!(said, ["left"]);
}

/// 1.1: attributes on blocks
#[test]
fn blocks() {
    struct Counter(u32);

    #[with_defer]
    impl Counter {
        fn count(&mut self) -> &mut u32 {
            defer! { note("counted", 1); }
            self.0 += 1;
            &mut self.0
        }
    }
    let said = trace(|| assert_eq!(*Counter(1).count(), 2));
    pretty_assertions::assert_eq!(said, ["counted 1"]);
}

/// What the rest uses of a local is all that it holds, whatever the user's own closures do.
mod disjoint_fields {
    use super::*;

    struct Pair {
        left: String,
        right: Vec<String>,
    }

    fn pair() -> Pair {
        Pair {
            left: String::from("left"),
            right: Vec::new(),
        }
    }

    says! {
        // 2.2: the deferred block has one field borrowed, and the rest uses the other
        borrowed_by_deferred_code {
            let mut pair = pair();
            let left = &mut pair.left;
            defer!(|| {
                left.push('!');
                say(left);
            });
            pair.right.push(String::from("right"));
            say(&pair.right[0]);
        } => ["right", "left!"];

        // 2.1: a value of now borrows one field
        borrowed_by_a_value {
            let mut pair = pair();
            defer!(say(&pair.left));
            let shared: &str = pair.left.as_str();
            defer!(say(shared));
            pair.right.push(String::from("right"));
            say(&pair.right[0]);
        } => ["right", "left", "left"];

        // a struct that is moved out of in part before
        partly_moved {
            let pair = pair();
            let left = pair.left;
            defer!(say(&left));
            let right = pair.right;
            note("items", right.len() as u32);
        } => ["items 0", "left"];

        // a struct of which the rest moves a part that the deferred block doesn't mention
        moved_in_the_rest {
            let pair = pair();
            let left = &pair.left;
            defer!(|| say(left));
            note("items", pair.right.len() as u32);
        } => ["items 0", "left"];

        // the same in two splits, one in the other
        two_rests {
            let mut pair = pair();
            let left = &mut pair.left;
            defer!(|| say(left));
            let right = &mut pair.right;
            defer!(|| note("items", right.len() as u32));
            left.push('!');
            right.push(String::from("right"));
        } => ["items 1", "left!"];

        // and in the body of a loop
        in_a_loop {
            let mut pair = pair();
            let left = &mut pair.left;
            for i in 0..2 {
                defer!(|| left.push('!'));
                pair.right.push(i.to_string());
            }
            say(left);
        } => ["left!!"];
    }

    /// of a `&mut` parameter
    #[test]
    fn of_a_parameter() {
        #[with_defer]
        fn items(pair: &mut Pair) -> &mut Vec<String> {
            let left = &mut pair.left;
            defer!(|| left.push('!'));
            pair.right.push(left.clone());
            &mut pair.right
        }
        let mut pair = pair();
        pretty_assertions::assert_eq!(items(&mut pair), &["left"]);
        assert_eq!(pair.left, "left!");
    }
}

/// The user's code keeps the order of its edition.
mod order {
    use super::*;

    says_the_same! {
        tail {
            defer! {}
            let _local = Noisy("local");
            Noisy("temporary").get()
        } => ["local", "temporary"] before 2024, then ["temporary", "local"];

        tail_of_two_rests {
            defer! {}
            let _outer = Noisy("outer");
            defer! {}
            let _inner = Noisy("inner");
            Noisy("temporary").get();
            1
        } => ["temporary", "inner", "outer"];

        tail_that_matches {
            defer! {}
            let _local = Noisy("local");
            match Noisy("temporary").get() {
                1 => { say("arm"); 1 }
                n => n,
            }
        } => ["arm", "local", "temporary"] before 2024, then ["arm", "temporary", "local"];

        tail_before_a_conditional_call {
            if crate::EDITION == 0 {
                defer! {}
            }
            let _local = Noisy("local");
            Noisy("temporary").get()
        } => ["local", "temporary"] before 2024, then ["temporary", "local"];

        returned {
            defer! {}
            let _local = Noisy("local");
            return Noisy("temporary").get();
        } => ["temporary", "local"];

        if_let_and_else {
            defer! {}
            if let Some(n) = Noisy("temporary").none() {
                n
            } else {
                say("else");
                0
            }
        } => ["else", "temporary"] before 2024, then ["temporary", "else"];

        if_let_in_a_statement {
            defer! {}
            if let Some(n) = Noisy("temporary").none() {
                return n;
            } else {
                say("else");
            }
            say("behind");
            1
        } => ["else", "temporary", "behind"] before 2024, then ["temporary", "else", "behind"];

        if_let_with_a_call_in_it {
            if let Some(n) = Noisy("temporary").none() {
                defer! {}
                n
            } else {
                defer! {}
                say("else");
                0
            }
        } => ["else", "temporary"] before 2024, then ["temporary", "else"];

        block_in_front {
            let n = {
                defer! {}
                let _local = Noisy("local");
                Noisy("temporary").get()
            };
            say("behind");
            n
        } => ["local", "temporary", "behind"] before 2024, then ["temporary", "local", "behind"];

        block_whose_local_lives_on {
            let n = {
                let _kept = String::new();
                defer! { drop(_kept) }
                let _local = Noisy("local");
                Noisy("temporary").get()
            };
            say("behind");
            n
        } => ["local", "temporary", "behind"] before 2024, then ["temporary", "local", "behind"];

        tail_of_a_closure {
            let closure = || -> u32 {
                defer! {}
                let _local = Noisy("local");
                Noisy("temporary").get()
            };
            let n = closure();
            say("behind");
            n
        } => ["local", "temporary", "behind"] before 2024, then ["temporary", "local", "behind"];

        tail_of_an_iteration {
            for _ in 0..1 {
                defer! {}
                let _local = Noisy("local");
                assert_eq!(Noisy("temporary").get(), 1)
            }
            say("behind");
            1
        } => ["local", "temporary", "behind"] before 2024, then ["temporary", "local", "behind"];

        tail_of_a_block_that_is_left {
            let mut sum = 0;
            let got = {
                let noted = 1;
                defer!(|| assert_eq!(noted, 1));
                let _local = Noisy("local");
                if noted > 1 {
                    return 7;
                }
                sum += 1;
                Noisy("temporary").get()
            };
            say("behind");
            sum + got
        } => ["local", "temporary", "behind"] before 2024, then ["temporary", "local", "behind"];

        tail_by_which_a_block_is_left {
            let mut sum = 0;
            let got = {
                let noted = 1;
                defer!(|| assert_eq!(noted, 1));
                let _local = Noisy("local");
                sum += 1;
                Noisy("temporary").get() + if noted > 1 { return 7 } else { 1 }
            };
            say("behind");
            sum + got
        } => ["local", "temporary", "behind"] before 2024, then ["temporary", "local", "behind"];

        tail_behind_a_loop {
            let _local = Noisy("local");
            for _ in 0..1 {
                defer! {}
            }
            Noisy("temporary").get()
        } => ["local", "temporary"] before 2024, then ["temporary", "local"];

        while_let {
            let mut left = 1;
            defer! {}
            while let Some(n) = { let noisy = Noisy("temporary"); if left > 0 { Some(noisy.get()) } else { noisy.none() } } {
                left -= n;
                say("body");
            }
            left
        } => ["temporary", "body", "temporary"];

        // The user's own closure takes a whole local or a field.
        fields_that_a_closure_takes {
            defer! {}
            let pair = (Noisy("left"), Noisy("right"));
            let closure = move || pair.0.get();
            let n = closure();
            drop(closure);
            say("behind");
            n
        } => ["left", "right", "behind"] before 2021, then ["left", "behind", "right"];
    }

    /// 4.1: a named result is assigned first, so its temporaries are dropped first in every edition.
    #[test]
    fn tail_with_a_named_result() {
        #[with_defer(result)]
        fn named() -> u32 {
            defer!(|| note("deferred", result));
            let _local = Noisy("local");
            Noisy("temporary").get()
        }
        pretty_assertions::assert_eq!(trace(named), ["temporary", "local", "deferred 1"]);
    }

    /// 4.1: in every edition a temporary of the rest is dropped with the rest.
    #[test]
    fn tail_and_the_deferred_call() {
        #[with_defer]
        fn tail() -> u32 {
            let _outer = Noisy("outer");
            defer!(say("deferred"));
            Noisy("temporary").get()
        }
        pretty_assertions::assert_eq!(trace(tail), ["temporary", "deferred", "outer"]);
    }

    says! {
        // in a deferred block
        if_let_in_deferred_code {
            defer!(|| {
                let _local = Noisy("local");
                if let Some(n) = Noisy("temporary").none() {
                    note("some", n);
                } else {
                    say("else");
                }
                say("behind");
            });
        } => ["else", "temporary", "behind", "local"] before 2024, then ["temporary", "else", "behind", "local"];

        // a closure's value in deferred code
        tail_of_a_closure_in_deferred_code {
            defer!(|| {
                let closure = || {
                    let _local = Noisy("local");
                    Noisy("temporary").get()
                };
                note("got", closure());
            });
        } => ["local", "temporary", "got 1"] before 2024, then ["temporary", "local", "got 1"];

        // 2.2: what a `move` closure takes
        fields_that_a_deferred_closure_takes {
            let pair = (Noisy("left"), Noisy("right"));
            {
                let pair = pair;
                defer!(move || {
                    let _left = &pair.0;
                    say("deferred");
                });
            }
            say("body");
        } => ["body", "deferred", "left", "right"] before 2021, then ["right", "body", "deferred", "left"];
    }
}
