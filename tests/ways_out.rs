//! Every way out of a scope, from every kind of site, in every place (3.1, 3.2, 3.3): each deferred call that was
//! reached runs exactly once, last in first out, and the function returns what it would have returned without it.
//!
//! A table names the way out, the type of the result, the loops or blocks around the site, the code that leaves
//! (`rest`), what stands after the loops, and what is expected. Each line becomes a function per kind of site:
//!
//! - `one_call`: the site is a statement of the place itself;
//! - `conditional`: the CALL form in an `if` that is entered;
//! - `not_reached`: the same in an `if` that is not entered;
//! - `block_over_local`: the BLOCK form over a local of an inner block, which is left by the way out.
//!
//! and each of these two tests: `leaves`, and `panics`, where a panic strikes at the place of the way out instead.

// One skeleton for every way out: not every one of them jumps to every label.
#![allow(unused_labels)]
// Some ways out leave a loop in its first iteration, always.
#![allow(clippy::needless_return, clippy::never_loop)]

use defer_runtime::{defer, with_defer};
use defer_tests::Outcome::{self, Panicked, Returned};
use defer_tests::{assert_returns, no, outcome, say, yes};
use pretty_assertions::assert_eq;
use std::cell::Cell;
use std::fmt::Debug;

thread_local! {
    static STRIKES: Cell<bool> = const { Cell::new(false) };
}

/// The place of the way out: where a test asked for it, a panic.
fn here() {
    assert!(!STRIKES.take(), "struck");
}

fn assert_ends<T: Debug + PartialEq>(body: fn() -> T, ended: Outcome<T>, lines: &[&str]) {
    assert_eq!(outcome(body), (ended, lines.iter().map(ToString::to_string).collect()));
}

fn assert_struck<T: Debug + PartialEq>(body: fn() -> T, lines: &[&str]) {
    STRIKES.set(true);
    assert_ends(body, Panicked("struck".into()), lines);
}

/// The lines without those of the site.
fn without_site<'a>(lines: &[&'a str]) -> Vec<&'a str> {
    lines.iter().copied().filter(|line| *line != "deferred").collect()
}

/// Puts each kind of site before the way out, and hands the result to the macro of the place.
macro_rules! sites {
    ($place:ident $entry:tt { $($rest:tt)* }) => {
        $place! { one_call, as_is, $entry {
            defer!(say("deferred"));
            here();
            $($rest)*
        }}
        $place! { conditional, as_is, $entry {
            if yes() {
                defer!(say("deferred"));
            }
            here();
            $($rest)*
        }}
        $place! { not_reached, without, $entry {
            if no() {
                defer!(say("deferred"));
            }
            here();
            $($rest)*
        }}
        $place! { block_over_local, as_is, $entry {
            if yes() {
                let mut line = String::from("defer");
                defer!(|| say(&line));
                line += "red";
                here();
                $($rest)*
            } else {
                unreachable!()
            }
        }}
    };
}

macro_rules! tests {
    (as_is, $ended:expr, $lines:expr, $struck:expr) => {
        #[test]
        fn leaves() {
            assert_ends(body, $ended, &$lines);
        }

        #[test]
        fn panics() {
            assert_struck(body, &$struck);
        }
    };
    (without, $ended:expr, $lines:expr, $struck:expr) => {
        tests!(as_is, $ended, without_site(&$lines), without_site(&$struck));
    };
}

/// `name -> type { rest } after => ended, lines;` with the site in the body of the function.
macro_rules! in_the_function {
    ($($name:ident -> $output:ty { $($rest:tt)* } [$($after:tt)*] => $ended:expr, $lines:expr;)*) => {
        $(mod $name {
            use super::*;
            sites! { function_body ($output, [$($after)*], $ended, $lines) { $($rest)* } }
        })*
    };
}

macro_rules! function_body {
    ($site:ident, $how:ident, ($output:ty, [$($after:tt)*], $ended:expr, $lines:expr) { $($rest:tt)* }) => {
        mod $site {
            use super::*;

            #[with_defer]
            fn body() -> $output {
                defer!(say("function"));
                $($rest)*
                $($after)*
            }

            tests!($how, $ended, $lines, ["deferred", "function"]);
        }
    };
}

/// The same, with the site in a loop or a block, whose head stands in brackets.
macro_rules! inside {
    ($($name:ident -> $output:ty [$($head:tt)*] { $($rest:tt)* } [$($after:tt)*] => $ended:expr, $lines:expr;)*) => {
        $(mod $name {
            use super::*;
            sites! { body_inside ($output, [$($head)*], [$($after)*], $ended, $lines) { $($rest)* } }
        })*
    };
}

macro_rules! body_inside {
    (
        $site:ident, $how:ident,
        ($output:ty, [$($head:tt)*], [$($after:tt)*], $ended:expr, $lines:expr) { $($rest:tt)* }
    ) => {
        mod $site {
            use super::*;

            #[with_defer]
            fn body() -> $output {
                defer!(say("function"));
                $($head)* {
                    $($rest)*
                }
                $($after)*
            }

            tests!($how, $ended, $lines, ["deferred", "function"]);
        }
    };
}

/// The same, with the site in the inner one of two loops; the outer one has a deferred call of its own.
macro_rules! inside_two {
    ($(
        $name:ident -> $output:ty [$($outer:tt)*] [$($inner:tt)*] { $($rest:tt)* } [$($between:tt)*] [$($after:tt)*]
            => $ended:expr, $lines:expr;
    )*) => {
        $(mod $name {
            use super::*;
            sites! { body_inside_two
                ($output, [$($outer)*], [$($inner)*], [$($between)*], [$($after)*], $ended, $lines) { $($rest)* }
            }
        })*
    };
}

macro_rules! body_inside_two {
    (
        $site:ident, $how:ident,
        (
            $output:ty, [$($outer:tt)*], [$($inner:tt)*], [$($between:tt)*], [$($after:tt)*],
            $ended:expr, $lines:expr
        ) { $($rest:tt)* }
    ) => {
        mod $site {
            use super::*;

            #[with_defer]
            fn body() -> $output {
                defer!(say("function"));
                $($outer)* {
                    defer!(say("outer"));
                    $($inner)* {
                        $($rest)*
                    }
                    $($between)*
                }
                $($after)*
            }

            tests!($how, $ended, $lines, ["deferred", "outer", "function"]);
        }
    };
}

mod function {
    use super::*;

    in_the_function! {
        end -> () { say("rest"); } [] => Returned(()), ["rest", "deferred", "function"];
        end_with_a_value -> i32 { say("rest"); } [5] => Returned(5), ["rest", "deferred", "function"];
        return_nothing -> () { return; } [] => Returned(()), ["deferred", "function"];
        return_nothing_early -> () { if yes() { return; } } [say("end")] => Returned(()), ["deferred", "function"];
        return_a_value -> i32 { return 5; } [] => Returned(5), ["deferred", "function"];
        return_a_value_early -> i32 { if yes() { return 5; } } [6] => Returned(5), ["deferred", "function"];
        question_mark_on_err -> Result<i32, String> { Err::<(), _>("bad")?; } [Ok(5)]
            => Returned(Err("bad".into())), ["deferred", "function"];
        question_mark_on_ok -> Result<i32, String> { say(Ok::<_, String>("good")?); } [Ok(5)]
            => Returned(Ok(5)), ["good", "deferred", "function"];
        question_mark_on_none -> Option<i32> { None::<()>?; } [Some(5)] => Returned(None), ["deferred", "function"];
        question_mark_on_some -> Option<i32> { say(Some("some")?); } [Some(5)]
            => Returned(Some(5)), ["some", "deferred", "function"];
        let_else -> Option<i32> { let Some(_) = None::<i32> else { say("else"); return None; }; } [Some(5)]
            => Returned(None), ["else", "deferred", "function"];
        panic -> i32 { panic!("way out"); } [] => Panicked("way out".into()), ["deferred", "function"];
        panic_early -> i32 { if yes() { panic!("way out"); } } [5]
            => Panicked("way out".into()), ["deferred", "function"];

        // What leaves a loop or a block inside the rest does not leave the scope.
        inner_break -> () { loop { break; } } [say("end")] => Returned(()), ["end", "deferred", "function"];
        inner_continue -> () { for i in 0..2 { if i == 0 { continue; } say(i); } } [say("end")]
            => Returned(()), ["1", "end", "deferred", "function"];
        inner_labelled_break -> () { 'a: loop { loop { break 'a; } } } [say("end")]
            => Returned(()), ["end", "deferred", "function"];
        inner_labelled_continue -> () { 'a: for i in 0..2 { say(i); loop { continue 'a; } } } [say("end")]
            => Returned(()), ["0", "1", "end", "deferred", "function"];
        inner_break_with_a_value -> i32 { say(loop { break "value"; }); } [5]
            => Returned(5), ["value", "deferred", "function"];
        inner_block_break -> () { say('a: { if yes() { break 'a "left"; } "end" }); } []
            => Returned(()), ["left", "deferred", "function"];
        inner_question_mark_in_a_loop -> Option<i32> { for i in [Some(1), None] { say(i?); } } [Some(5)]
            => Returned(None), ["1", "deferred", "function"];
        inner_return_from_a_loop -> i32 { for i in 0.. { if i == 3 { return i; } } } [5]
            => Returned(3), ["deferred", "function"];
    }
}

/// A block with a label is a scope (3.1).
mod labelled_block {
    use super::*;

    inside! {
        labelled_end -> () ['a:] { say("rest"); } [say("after")]
            => Returned(()), ["rest", "deferred", "after", "function"];
        labelled_break -> () ['a:] { break 'a; } [say("after")] => Returned(()), ["deferred", "after", "function"];
        labelled_break_early -> () ['a:] { if yes() { break 'a; } say("not reached"); } [say("after")]
            => Returned(()), ["deferred", "after", "function"];
        labelled_break_with_a_value -> i32 [let value = 'a:] { break 'a 5; } [; say("after"); value]
            => Returned(5), ["deferred", "after", "function"];
        labelled_return -> i32 ['a:] { return 5; } [] => Returned(5), ["deferred", "function"];
    }
}

/// A block is no scope: the deferred call stays until the function is left.
mod block {
    use super::*;

    inside! {
        plain -> () [] { say("rest"); } [say("after")] => Returned(()), ["rest", "after", "deferred", "function"];
        if_ -> i32 [if yes()] { if yes() { return 5; } } [6] => Returned(5), ["deferred", "function"];
        if_let -> Option<i32> [if let Some(some) = Some(None::<i32>)] { some?; } [Some(5)]
            => Returned(None), ["deferred", "function"];
    }
}

mod one_loop {
    use super::*;

    inside! {
        end -> () [for i in 0..2] { say(i); } [say("after")]
            => Returned(()), ["0", "deferred", "1", "deferred", "after", "function"];
        return_nothing -> () [for i in 0..3] { if i == 1 { return; } say(i); } [say("after")]
            => Returned(()), ["0", "deferred", "deferred", "function"];
        return_nothing_always -> () [for _ in 0..3] { return; } [] => Returned(()), ["deferred", "function"];
        return_a_value -> i32 [for i in 0..3] { if i == 1 { return 5; } say(i); } [6]
            => Returned(5), ["0", "deferred", "deferred", "function"];
        return_a_value_always -> i32 [loop] { return 5; } [] => Returned(5), ["deferred", "function"];
        question_mark_on_err -> Result<i32, String> [for i in [Ok(0), Err("bad")]] { say(i?); } [Ok(5)]
            => Returned(Err("bad".into())), ["0", "deferred", "deferred", "function"];
        question_mark_on_none -> Option<i32> [for i in [Some(0), None]] { say(i?); } [Some(5)]
            => Returned(None), ["0", "deferred", "deferred", "function"];
        let_else_return -> Option<i32> [for i in [Some(0), None]] { let Some(i) = i else { return None; }; say(i); }
            [Some(5)] => Returned(None), ["0", "deferred", "deferred", "function"];
        let_else_continue -> () [for i in [None, Some(1)]] { let Some(i) = i else { continue; }; say(i); }
            [say("after")] => Returned(()), ["deferred", "1", "deferred", "after", "function"];
        let_else_break -> () [for i in [Some(0), None, Some(2)]] { let Some(i) = i else { break; }; say(i); }
            [say("after")] => Returned(()), ["0", "deferred", "deferred", "after", "function"];
        break_ -> () [for i in 0..3] { if i == 1 { break; } say(i); } [say("after")]
            => Returned(()), ["0", "deferred", "deferred", "after", "function"];
        break_always -> () [loop] { break; } [say("after")] => Returned(()), ["deferred", "after", "function"];
        continue_ -> () [for i in 0..2] { if i == 0 { continue; } say(i); } [say("after")]
            => Returned(()), ["deferred", "1", "deferred", "after", "function"];
        labelled_break -> () ['a: for i in 0..3] { if i == 1 { break 'a; } say(i); } [say("after")]
            => Returned(()), ["0", "deferred", "deferred", "after", "function"];
        labelled_continue -> () ['a: for i in 0..2] { if i == 0 { continue 'a; } say(i); } [say("after")]
            => Returned(()), ["deferred", "1", "deferred", "after", "function"];
        labelled_from_within -> () ['a: for i in 0..3] { for _ in 0..2 { if i < 2 { continue 'a; } break 'a; } }
            [say("after")] => Returned(()), ["deferred", "deferred", "deferred", "after", "function"];
        break_with_a_value -> i32 [let value = loop] { break 5; } [; say("after"); value]
            => Returned(5), ["deferred", "after", "function"];
        break_with_a_value_early -> String [let value = 'a: loop] { if yes() { break 'a String::from("x"); } }
            [; say("after"); value] => Returned("x".into()), ["deferred", "after", "function"];
        block_break -> () [for i in 0..2] { 'a: { if i == 0 { break 'a; } say(i); } } [say("after")]
            => Returned(()), ["deferred", "1", "deferred", "after", "function"];
        panic -> () [for i in 0..3] { if i == 1 { panic!("way out"); } say(i); } [say("after")]
            => Panicked("way out".into()), ["0", "deferred", "deferred", "function"];
        panic_always -> i32 [loop] { panic!("way out"); } [] => Panicked("way out".into()), ["deferred", "function"];
        condition -> () [let mut n = 0; while n < 2] { n += 1; say(n); } [say("after")]
            => Returned(()), ["1", "deferred", "2", "deferred", "after", "function"];
        pattern -> () [let mut rest = vec![1, 2]; while let Some(n) = rest.pop()] { say(n); } [say("after")]
            => Returned(()), ["2", "deferred", "1", "deferred", "after", "function"];
    }
}

mod two_loops {
    use super::*;

    inside_two! {
        end -> () [for i in 0..2] [for j in 0..2] { say(format!("{i} {j}")); } [say("between")] [say("after")]
            => Returned(()), [
                "0 0", "deferred", "0 1", "deferred", "between", "outer",
                "1 0", "deferred", "1 1", "deferred", "between", "outer", "after", "function",
            ];
        return_nothing -> () [for i in 0..2] [for j in 0..2] { if j == 1 { return; } say(format!("{i} {j}")); }
            [say("between")] [say("after")] => Returned(()), ["0 0", "deferred", "deferred", "outer", "function"];
        return_a_value -> i32 [for i in 0..2] [for j in 0..2] { if j == 1 { return i + 5; } }
            [say("between")] [6] => Returned(5), ["deferred", "deferred", "outer", "function"];
        return_always -> i32 [loop] [loop] { return 5; } [] [] => Returned(5), ["deferred", "outer", "function"];
        question_mark_on_err -> Result<i32, String> [for _ in 0..2] [for j in [Ok(0), Err("bad")]] { say(j?); }
            [say("between")] [Ok(5)]
            => Returned(Err("bad".into())), ["0", "deferred", "deferred", "outer", "function"];
        question_mark_on_none -> Option<i32> [for _ in 0..2] [for j in [Some(0), None]] { say(j?); }
            [say("between")] [Some(5)] => Returned(None), ["0", "deferred", "deferred", "outer", "function"];
        let_else -> Option<i32> ['a: for i in 0..2] [for j in [Some(0), None]] {
            let Some(_) = j else { if i == 0 { continue 'a; } return Some(i); };
        } [say("between")] [None]
            => Returned(Some(1)), ["deferred", "deferred", "outer", "deferred", "deferred", "outer", "function"];
        break_ -> () [for i in 0..2] [for j in 0..2] { if i == 0 { break; } say(j); } [say("between")] [say("after")]
            => Returned(()), [
                "deferred", "between", "outer", "0", "deferred", "1", "deferred", "between", "outer",
                "after", "function",
            ];
        continue_ -> () [for _ in 0..1] [for j in 0..2] { if j == 0 { continue; } say(j); } [say("between")]
            [say("after")]
            => Returned(()), ["deferred", "1", "deferred", "between", "outer", "after", "function"];
        labelled_break -> () ['a: for _ in 0..2] [for j in 0..2] { if j == 1 { break 'a; } say(j); } [say("between")]
            [say("after")] => Returned(()), ["0", "deferred", "deferred", "outer", "after", "function"];
        labelled_break_always -> () ['a: loop] [loop] { break 'a; } [] [say("after")]
            => Returned(()), ["deferred", "outer", "after", "function"];
        labelled_continue -> () ['a: for i in 0..2] ['b: for _ in 0..2] { say(i); continue 'a; } [] [say("after")]
            => Returned(()), ["0", "deferred", "outer", "1", "deferred", "outer", "after", "function"];
        inner_label -> () ['a: for _ in 0..1] ['b: for j in 0..3] { if j == 0 { continue 'b; } break 'b; }
            [say("between")] [say("after")]
            => Returned(()), ["deferred", "deferred", "between", "outer", "after", "function"];
        every_label -> () ['a: for i in 0..3] ['b: for j in 0..3] {
            match (i, j) { (0, 0) => continue 'b, (0, _) => continue 'a, (1, _) => break 'b, _ => break 'a }
        } [say("between")] [say("after")]
            => Returned(()), [
                "deferred", "deferred", "outer", "deferred", "between", "outer", "deferred", "outer",
                "after", "function",
            ];
        break_with_a_value -> i32 [let value = 'a: loop] [loop] { if yes() { break 'a 5; } } [] [; say("after"); value]
            => Returned(5), ["deferred", "outer", "after", "function"];
        inner_break_with_a_value -> i32 [let value = loop] [let value = loop] { break 5; } [; break value + 1;]
            [; say("after"); value] => Returned(6), ["deferred", "outer", "after", "function"];
        panic -> i32 [for _ in 0..2] [for j in 0..2] { if j == 1 { panic!("way out"); } say(j); } [say("between")] [5]
            => Panicked("way out".into()), ["0", "deferred", "deferred", "outer", "function"];
    }
}

/// A returned struct is built where it may be, though the rest has a local of a field's name.
#[test]
fn struct_with_a_field_named_as_a_local() {
    #[derive(Debug, PartialEq)]
    struct Entry {
        id: u32,
        name: String,
    }
    #[with_defer]
    fn find(ids: &[u32], name: String) -> Option<Entry> {
        for &wanted in ids {
            defer!(say(format!("left {wanted}")));
            let id = wanted + 1;
            if id == 3 {
                return Some(Entry { id: 7, name });
            }
        }
        None
    }
    let entry = Entry {
        id: 7,
        name: "a".into(),
    };
    assert_returns(|| find(&[1, 2, 3], "a".into()), Some(entry), &["left 1", "left 2"]);
}
