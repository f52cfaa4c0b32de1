//! Ways out that stand in the arguments of a macro, or that a macro hides: they lead where they would without the attribute, and
//! each deferred call that was reached runs exactly once (3.1). A macro of the user's own may have any name, one of the
//! standard library's, too, and any loop around what it is given.

// Most macros are only to show where something that leaves stands.
#![allow(
    unused_braces,
    clippy::single_element_loop,
    clippy::never_loop,
    clippy::needless_return,
    clippy::needless_continue
)]

use defer_runtime::{defer, errdefer, okdefer, recover, with_defer};
use defer_tests::{assert_panics, assert_returns, block_on, pause, say, yes};
use std::fmt::Debug;

/// On a condition.
macro_rules! when {
    ($condition:expr, $leave:expr) => {
        if $condition {
            $leave
        }
    };
}

/// Tokens that are no list of expressions.
macro_rules! unless {
    ($ok:ident => $leave:stmt) => {
        if !$ok {
            $leave
        }
    };
}

/// A value, or what leaves.
macro_rules! or {
    ($value:expr, $leave:expr) => {
        match $value {
            Some(value) => value,
            None => $leave,
        }
    };
}

/// Statements as they are.
macro_rules! these {
    ($($statement:tt)*) => {
        $($statement)*
    };
}

/// A loop of its own.
macro_rules! twice {
    ($what:expr) => {
        for _ in 0..2 {
            say("twice");
            $what
        }
    };
}

/// A loop of its own around the one, and none around the other.
macro_rules! twice_then {
    ($inside:expr, $behind:expr) => {{
        for _ in 0..2 {
            say("twice");
            $inside
        }
        $behind
    }};
}

/// Macros of one's own that have the names of the standard library's.
mod named_as_in_std {
    macro_rules! on {
        ($condition:expr, $leave:expr) => {
            if $condition {
                $leave
            }
        };
    }
    macro_rules! dbg {
        ($value:expr, $leave:expr) => {
            match $value {
                Some(value) => value,
                None => $leave,
            }
        };
    }
    macro_rules! write {
        ($what:expr) => {
            for _ in 0..2 {
                super::say("twice");
                $what
            }
        };
    }
    macro_rules! println {
        ($value:expr) => {
            return $value
        };
        () => {
            return
        };
    }
    macro_rules! todo {
        ($pattern:pat = $value:expr => $leave:expr) => {
            if let $pattern = $value {
                $leave
            }
        };
    }
    pub(crate) use {dbg, on as assert, on as vec, println, todo, write};
}

fn but_at_one(n: u32) -> Option<u32> {
    (n != 1).then_some(n)
}

/// `name { body of a loop over 0, 1, 2 } => lines;` behind each kind of site, in a function, an async function and a closure.
macro_rules! in_a_loop {
    ($i:ident: $($name:ident { $($code:tt)* } => $lines:expr;)*) => {
        $(mod $name {
            use super::*;
            site! { straight $i { defer!(say("deferred")); } { $($code)* } $lines }
            site! { block $i { defer! { say("deferred"); } } { $($code)* } $lines }
            site! { moves $i { let line = String::from("deferred"); defer!(move || say(line)); } { $($code)* } $lines }
            site! { conditional $i { if yes() { defer!(say("deferred")); } } { $($code)* } $lines }
            site! { arm $i { match yes() { true => { defer!(|| say("deferred")); } false => {} } } { $($code)* } $lines }
            site! { over_a_local $i {
                if yes() {
                    let line = String::from("deferred");
                    defer!(|| say(&line));
                }
            } { $($code)* } $lines }
            site! { on_success $i { okdefer!(say("deferred")); errdefer!(say("failed")); } { $($code)* } $lines }
        })*
    };
}

macro_rules! site {
    ($name:ident $i:ident { $($site:tt)* } { $($code:tt)* } $lines:expr) => {
        #[test]
        fn $name() {
            #[with_defer]
            fn sync() {
                defer!(say("function"));
                for $i in 0..3 {
                    $($site)*
                    $($code)*
                }
                say("end");
            }
            #[with_defer]
            async fn polled() {
                defer!(say("function"));
                pause().await;
                for $i in 0..3 {
                    $($site)*
                    pause().await;
                    $($code)*
                }
                say("end");
            }
            #[with_defer]
            fn closure() {
                let run = || {
                    defer!(say("function"));
                    let mut next = 0;
                    while next < 3 {
                        let $i = next;
                        next += 1;
                        $($site)*
                        $($code)*
                    }
                    say("end");
                };
                run();
            }
            assert_returns(sync, (), &$lines);
            assert_returns(|| block_on(polled()), (), &$lines);
            assert_returns(closure, (), &$lines);
        }
    };
}

const BREAK: [&str; 5] = ["0", "deferred", "deferred", "end", "function"];
/// A factor that clippy does not know to be one.
const NOTHING_MORE: u32 = "x".len() as u32;

const CONTINUE: [&str; 7] = ["0", "deferred", "deferred", "2", "deferred", "end", "function"];
const RETURN: [&str; 4] = ["0", "deferred", "deferred", "function"];
#[rustfmt::skip]
const OWN_BREAK: [&str; 13] = [
    "twice", "twice", "0", "deferred", "twice", "1", "deferred", "twice", "twice", "2", "deferred", "end", "function",
];
#[rustfmt::skip]
const OWN_CONTINUE: [&str; 14] = [
    "twice", "twice", "0", "deferred", "twice", "twice", "1", "deferred", "twice", "twice", "2", "deferred", "end",
    "function",
];
const OWN_RETURN: [&str; 7] = ["twice", "twice", "0", "deferred", "twice", "deferred", "function"];

// 3.1
in_a_loop! { i:
    breaks { when!(i == 1, break); say(i); } => BREAK;
    continues { when!(i == 1, continue); say(i); } => CONTINUE;
    returns { when!(i == 1, return); say(i); } => RETURN;

    breaks_in_braces { when! { i == 1, break } say(i); } => BREAK;
    breaks_at_the_end_of_a_block { { when!(i == 1, break) } say(i); } => BREAK;
    breaks_in_a_branch { if yes() { when!(i == 1, break); } say(i); } => BREAK;
    continues_in_an_arm { match i { 1 => when!(yes(), continue), _ => {} } say(i); } => CONTINUE;
    continues_at_the_end { if i != 1 { say(i); } when!(i == 1, continue) } => CONTINUE;
    breaks_behind_a_tail { if i != 1 { say(i); } when!(i == 1, break) } => BREAK;
    breaks_among_statements { these! { if i == 1 { break } } say(i); } => BREAK;
    continues_among_statements { these!(if i == 1 { continue }); say(i); } => CONTINUE;

    breaks_without_a_list { let ok = i != 1; unless!(ok => break); say(i); } => BREAK;
    continues_without_a_list { let ok = i != 1; unless!(ok => continue); say(i); } => CONTINUE;

    breaks_in_a_let { let n = or!(but_at_one(i), break); say(n); } => BREAK;
    continues_in_a_let { let n = or!(but_at_one(i), continue); say(n); } => CONTINUE;
    returns_in_a_let { let n = or!(but_at_one(i), return); say(n); } => RETURN;
    breaks_in_an_argument { say(or!(but_at_one(i), break)); } => BREAK;
    continues_in_an_operand { say(or!(but_at_one(i), continue) * NOTHING_MORE); } => CONTINUE;
    breaks_in_a_receiver { say(or!(but_at_one(i), break).to_string()); } => BREAK;
    continues_in_a_condition { if or!(but_at_one(i), continue) < 9 { say(i); } } => CONTINUE;
    breaks_in_an_else { let Some(n) = but_at_one(i) else { when!(yes(), break); unreachable!() }; say(n); } => BREAK;
    breaks_in_a_loop_over { for n in [or!(but_at_one(i), break)] { say(n); } } => BREAK;

    breaks_in_a_macro_in_a_macro { when!(i == 1, when!(yes(), break)); say(i); } => BREAK;
    continues_in_a_format { say(format!("{}", or!(but_at_one(i), continue))); } => CONTINUE;

    own_loop_breaks { twice!(if i == 1 { break }); say(i); } => OWN_BREAK;
    own_loop_continues { twice!(if i == 1 { continue }); say(i); } => OWN_CONTINUE;
    own_loop_returns { twice!(if i == 1 { return }); say(i); } => OWN_RETURN;
    own_loop_at_the_end { { twice!(if i == 1 { break }) } say(i); } => OWN_BREAK;
    own_loop_in_a_macro { these!(twice!(if i == 1 { break });); say(i); } => OWN_BREAK;
    own_loop_around_a_macro { twice!(when!(i == 1, break)); say(i); } => OWN_BREAK;

    inside_of_an_own_loop { twice_then!(if i == 1 { break }, ()); say(i); } => OWN_BREAK;
    behind_an_own_loop { twice_then!((), if i == 1 { return }); say(i); } =>
        ["twice", "twice", "0", "deferred", "twice", "twice", "deferred", "function"];
    inside_and_behind { twice_then!(if i == 1 { break }, if i == 1 { break }); say(i); } =>
        ["twice", "twice", "0", "deferred", "twice", "deferred", "end", "function"];

    an_assert { named_as_in_std::assert!(i == 1, break); say(i); } => BREAK;
    a_vec { named_as_in_std::vec!(i == 1, continue); say(i); } => CONTINUE;
    a_dbg { let n = named_as_in_std::dbg!(but_at_one(i), return); say(n); } => RETURN;
    a_todo { named_as_in_std::todo!(1 = i => break); say(i); } => BREAK;
    a_write { named_as_in_std::write!(if i == 1 { break }); say(i); } => OWN_BREAK;
    a_write_that_goes_on { named_as_in_std::write!(if i == 1 { continue }); say(i); } => OWN_CONTINUE;
}

// 3.1: by a label, whatever loops the macro brings along
in_a_loop! { i:
    by_a_label { 'inner: for n in 0..2 { defer!(say(n)); when!(i == 1, continue 'inner); say("in"); } say(i); } => [
        "in", "0", "in", "1", "0", "deferred", "0", "1", "1", "deferred", "in", "0", "in", "1", "2", "deferred", "end",
        "function",
    ];
    out_of_an_own_loop {
        'inner: for n in 0..2 {
            defer!(say(n));
            twice!(if i == 1 { break 'inner });
        }
        say(i);
    } => [
        "twice", "twice", "0", "twice", "twice", "1", "0", "deferred", "twice", "0", "1", "deferred", "twice", "twice", "0",
        "twice", "twice", "1", "2", "deferred", "end", "function",
    ];
}

/// What each of them says and gives, in a function and in an async one.
macro_rules! gives_everywhere {
    ($($name:ident -> $output:ty { $($code:tt)* } => $value:expr, $lines:expr;)*) => {
        $(#[test]
        fn $name() {
            #[with_defer]
            fn sync() -> $output {
                $($code)*
            }
            #[with_defer]
            async fn polled() -> $output {
                pause().await;
                $($code)*
            }
            #[with_defer]
            fn closure() -> $output {
                let run = || -> $output { $($code)* };
                run()
            }
            assert_returns(sync, $value, &$lines);
            assert_returns(|| block_on(polled()), $value, &$lines);
            assert_returns(closure, $value, &$lines);
        })*
    };
}

// 3.1, 4.1: a `return` that a macro hides, in a function
gives_everywhere! {
    hidden_in_a_body -> Option<u32> {
        defer!(say("deferred"));
        if yes() {
            named_as_in_std::println!(None);
        }
        Some(1)
    } => None, ["deferred"];

    hidden_behind_a_conditional_site -> u32 {
        if yes() {
            defer!(say("deferred"));
        }
        named_as_in_std::println!(7);
    } => 7, ["deferred"];

    hidden_failure -> Result<u32, u32> {
        errdefer!(|err| say(format!("failed {err}")));
        okdefer!(say("succeeded"));
        if yes() {
            named_as_in_std::println!(Err(3));
        }
        Ok(1)
    } => Err(3), ["failed 3"];

    hidden_in_front_of_the_site -> u32 {
        for n in 0..3 {
            if n == 1 {
                named_as_in_std::println!(n);
            }
            defer!(say("deferred"));
        }
        9
    } => 1, ["deferred"];
}

// 4.2: and in deferred code, whose end it is
gives_everywhere! {
    ends_a_block -> () {
        defer!(say("first"));
        defer!(|| {
            say("begun");
            named_as_in_std::println!();
            #[allow(unreachable_code)]
            say("not said");
        });
        say("body");
    } => (), ["body", "begun", "first"];

    ends_what_stands_in_braces -> () {
        for n in 0..2 {
            defer! {
                say("begun");
                when!(n == 0, return);
                say("ended");
            }
            say("body");
        }
    } => (), ["body", "begun", "body", "begun", "ended"];

    ends_what_is_moved -> () {
        let line = String::from("begun");
        defer!(move || {
            say(line);
            named_as_in_std::println!();
        });
        say("body");
    } => (), ["body", "begun"];

    ends_a_literal -> () {
        defer!((|n: u32| {
            say(n);
            when!(yes(), return);
            say("not said");
        })(1));
        say("body");
    } => (), ["body", "1"];

    ends_what_looks_at_the_error -> Result<(), u32> {
        defer!(say("first"));
        errdefer!(|err| {
            *err += 1;
            when!(yes(), return);
            say("not said");
        });
        Err(1)
    } => Err(2), ["first"];

    ends_a_block_over_a_local -> () {
        defer!(say("first"));
        if yes() {
            let line = "begun";
            defer!(|| {
                say(line);
                named_as_in_std::println!();
            });
        }
        say("body");
    } => (), ["body", "begun", "first"];

    ends_a_scope_in_a_block -> () {
        defer!(|| {
            defer!(say("inner"));
            named_as_in_std::println!();
        });
        say("body");
    } => (), ["body", "inner"];
}

// 7.1, 7.3: a panic in the arguments of a macro
#[test]
fn panics() {
    #[with_defer]
    fn goes_through() {
        for n in 0..3 {
            defer!(say("deferred"));
            twice!(when!(n == 1, panic!("struck")));
        }
    }
    #[with_defer]
    fn is_stopped() {
        for n in 0..2 {
            defer!(|| say(recover!().is_some()));
            when!(n == 0, if yes() { panic!("struck") } else { break });
            say("body");
        }
    }
    let lines = ["twice", "twice", "deferred", "twice", "deferred"];
    assert_panics(goes_through, "struck", &lines);
    assert_returns(is_stopped, (), &["true", "body", "false"]);
}

// 3.1: in an implementation's methods, and generic
#[test]
fn in_methods() {
    macro_rules! unless_seen {
        ($counter:expr, $leave:expr) => {
            if $counter.seen.contains(&3) {
                $leave
            }
        };
    }
    struct Counter {
        seen: Vec<u32>,
        open: u32,
    }

    #[with_defer]
    impl Counter {
        fn first<T: Copy + Debug + Into<u32>>(&mut self, numbers: &[T], wanted: u32) -> Option<T> {
            self.open += 1;
            defer!(|| self.open -= 1);
            for number in numbers {
                defer!(self.seen.push((*number).into()));
                when!((*number).into() == 0, continue);
                when!((*number).into() == wanted, return Some(*number));
                unless_seen!(self, break);
            }
            None
        }
    }

    let mut counter = Counter {
        seen: Vec::new(),
        open: 0,
    };
    assert_eq!(counter.first(&[0_u8, 1, 2], 1), Some(1));
    assert_eq!(counter.first(&[0_u32, 3, 4, 5], 5), None);
    assert_eq!((counter.seen, counter.open), (vec![0, 1, 0, 3, 4], 0));
}
