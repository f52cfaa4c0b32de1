//! Rule 3.8: with `scope = block` every block is a scope. Each form of a block is left by each way out; what deferred code in one
//! sees, takes and gives is tested below.

// One table for every form.
#![allow(unsafe_code, unused_unsafe, unused_labels)]
#![allow(
    clippy::needless_return,
    clippy::never_loop,
    clippy::needless_continue,
    clippy::unused_async,
    clippy::match_bool,
    clippy::let_unit_value,
    clippy::let_and_return,
    clippy::needless_ifs,
    clippy::single_match
)]

use defer_runtime::{defer, errdefer, okdefer, recover, with_defer};
use defer_tests::Outcome::{self, Panicked, Returned};
use defer_tests::{no, outcome, say, trace, yes};
use pretty_assertions::assert_eq;
use std::fmt::Debug;

fn ok(n: i32) -> Outcome<Result<i32, String>> {
    Returned(Ok(n))
}

fn err(error: &str) -> Outcome<Result<i32, String>> {
    Returned(Err(error.into()))
}

fn panicked(message: &str) -> Outcome<Result<i32, String>> {
    Panicked(message.into())
}

fn nothing() -> Option<i32> {
    no().then_some(1)
}

fn assert_ends<T: Debug + PartialEq>(body: fn() -> T, ended: Outcome<T>, lines: &[&str]) {
    assert_eq!(outcome(body), (ended, lines.iter().map(ToString::to_string).collect()));
}

/// A block in the second iteration of a loop in another, all of them with deferred calls.
macro_rules! tested {
    ([$($result:tt)*] $form:ident { $($block:tt)* } $ended:expr, $lines:expr) => {
        mod $form {
            use super::*;

            #[with_defer(scope = block $($result)*)]
            fn body() -> Result<i32, String> {
                errdefer!(say("function failed"));
                okdefer!(say("function ok"));
                'outer: for i in 1..=2 {
                    say(i);
                    for _ in 0..1 {
                        defer!(say("inner"));
                        $($block)*
                        say("behind");
                    }
                    say("next");
                }
                return Ok(7);
            }

            #[test]
            fn leaves() {
                assert_ends(body, $ended, &$lines);
            }
        }
    };
}

/// Each form of a block that may come to its end or not.
macro_rules! every_form {
    ($result:tt { $($in_it:tt)* } $($expected:tt)*) => {
        every_form_without_a_label! { $result { $($in_it)* } $($expected)* }
        tested! { $result in_a_label { 'a: { { $($in_it)* } } } $($expected)* }
    };
}

/// The same for a `break` and a `continue` that don't say what they leave: from a block with a label they would have to (E0695).
macro_rules! every_form_without_a_label {
    ($result:tt { $($in_it:tt)* } $($expected:tt)*) => {
        tested! { $result plain { { $($in_it)* } } $($expected)* }
        tested! { $result in_another { { { $($in_it)* } } } $($expected)* }
        tested! { $result in_unsafe { unsafe { $($in_it)* } } $($expected)* }
        tested! { $result branch { if yes() { $($in_it)* } } $($expected)* }
        tested! { $result other_branch { if no() { say("never"); } else { $($in_it)* } } $($expected)* }
        tested! { $result second_branch { if no() { defer!(say("never")); } else if yes() { $($in_it)* } } $($expected)* }
        tested! { $result bound_branch { if let Some(_n) = Some(String::new()) { $($in_it)* } } $($expected)* }
        tested! { $result arm { match yes() { true => { $($in_it)* } false => { defer!(say("never")); } } } $($expected)* }
        tested! { $result bound_arm { match Some(String::new()) { Some(_n) => { $($in_it)* } _ => {} } } $($expected)* }
        tested! { $result with_a_value { let () = { $($in_it)* }; } $($expected)* }
        tested! { $result argument { std::convert::identity::<()>({ $($in_it)* }); } $($expected)* }
        tested! { $result operand { let _ = ({ $($in_it)* }, 1); } $($expected)* }
        tested! { $result condition { if ({ $($in_it)* }, yes()).1 {} } $($expected)* }
        tested! { $result in_a_branch_without { if yes() { say_nothing(); { $($in_it)* } } } $($expected)* }
    };
}

fn say_nothing() {}

/// The same for what never comes to its end.
macro_rules! every_form_and_else {
    ($result:tt { $($in_it:tt)* } $($expected:tt)*) => {
        every_form! { $result { $($in_it)* } $($expected)* }
        forms_that_never_end! { $result { $($in_it)* } $($expected)* }
    };
}

macro_rules! every_form_and_else_without_a_label {
    ($result:tt { $($in_it:tt)* } $($expected:tt)*) => {
        every_form_without_a_label! { $result { $($in_it)* } $($expected)* }
        forms_that_never_end! { $result { $($in_it)* } $($expected)* }
    };
}

macro_rules! forms_that_never_end {
    ($result:tt { $($in_it:tt)* } $($expected:tt)*) => {
        tested! { $result else_of_a_let { let Some(_) = nothing() else { $($in_it)* unreachable!() }; } $($expected)* }
        tested! { $result value_of_one_branch { let _n: i32 = if yes() { $($in_it)* unreachable!() } else { 1 }; } $($expected)* }
    };
}

macro_rules! ways_out {
    ($forms:ident $result:tt $($name:ident { $($in_it:tt)* } => $ended:expr, $lines:expr;)*) => {$(
        mod $name {
            use super::*;
            ways_out! { @ $forms $result { $($in_it)* } $ended, $lines }
        }
    )*};
    (@ $forms:ident $result:tt { $($in_it:tt)* } $ended:expr, $lines:expr) => {
        mod always {
            use super::*;
            $forms! { $result {
                defer!(say("first"));
                let said = String::from("deferred");
                defer! { say(&said); }
                $($in_it)*
            } $ended, $lines }
        }
    };
}

mod always {
    use super::*;

    // 3.1, 3.3, 3.8
    ways_out! { every_form []
        end { say("in"); }
            => ok(7), ["1", "in", "deferred", "first", "behind", "inner", "next", "2", "in", "deferred", "first", "behind", "inner", "next", "function ok"];
        statement { say("in") ; if no() { return Ok(1); } }
            => ok(7), ["1", "in", "deferred", "first", "behind", "inner", "next", "2", "in", "deferred", "first", "behind", "inner", "next", "function ok"];
    }
    ways_out! { every_form_and_else []
        return_ok { if yes() { return Ok(1); } } => ok(1), ["1", "deferred", "first", "inner", "function ok"];
        return_err { if yes() { return Err("e".into()); } } => err("e"), ["1", "deferred", "first", "inner", "function failed"];
        question { if yes() { Err("e")?; } } => err("e"), ["1", "deferred", "first", "inner", "function failed"];
        panic { if yes() { panic!("p"); } } => panicked("p"), ["1", "deferred", "first", "inner", "function failed"];
        break_outer { if yes() { break 'outer; } } => ok(7), ["1", "deferred", "first", "inner", "function ok"];
        continue_outer { if yes() { continue 'outer; } }
            => ok(7), ["1", "deferred", "first", "inner", "2", "deferred", "first", "inner", "function ok"];
        from_a_block { if yes() { defer!(say("innermost")); return Ok(1); } }
            => ok(1), ["1", "innermost", "deferred", "first", "inner", "function ok"];
    }
    ways_out! { every_form_and_else_without_a_label []
        break_ { if yes() { break; } }
            => ok(7), ["1", "deferred", "first", "inner", "next", "2", "deferred", "first", "inner", "next", "function ok"];
        continue_ { if yes() { continue; } }
            => ok(7), ["1", "deferred", "first", "inner", "next", "2", "deferred", "first", "inner", "next", "function ok"];
    }
}

/// 6.1, 6.2, 6.3, 7.3: a block fails by a panic, and by a `return` or `?` that fails the function.
mod failure {
    use super::*;

    macro_rules! failing {
        ($($name:ident [$($deferred:tt)*] { $($way:tt)* } => $ended:expr, $lines:expr;)*) => {$(
            mod $name {
                use super::*;
                every_form! { [] {
                    errdefer!(say("is failed"));
                    okdefer!(say("is ok"));
                    $($deferred)*
                    errdefer!(say("was failed"));
                    okdefer!(say("was ok"));
                    $($way)*
                } $ended, $lines }
                mod named {
                    use super::*;
                    every_form! { [, result] {
                        errdefer!(say("is failed"));
                        okdefer!(say("is ok"));
                        $($deferred)*
                        errdefer!(say("was failed"));
                        okdefer!(say("was ok"));
                        $($way)*
                    } $ended, $lines }
                }
            }
        )*};
    }

    fn check(result: Result<(), &'static str>) -> Result<(), &'static str> {
        say("deferred");
        result
    }

    failing! {
        end [defer!(say("deferred"));] { if no() { return Ok(3); } }
            => ok(7), ["1", "was ok", "deferred", "is ok", "behind", "inner", "next", "2", "was ok", "deferred", "is ok", "behind", "inner", "next", "function ok"];
        break_ [defer!(say("deferred"));] { if yes() { break 'outer; } }
            => ok(7), ["1", "was ok", "deferred", "is ok", "inner", "function ok"];
        return_err [defer!(say("deferred"));] { if yes() { return Err("e".into()); } }
            => err("e"), ["1", "was failed", "deferred", "is failed", "inner", "function failed"];
        question [errdefer!(|error| { say(&error); error.push('d'); });] { if yes() { Err("e")?; } }
            => err("ed"), ["1", "was failed", "e", "is failed", "inner", "function failed"];
        panic [errdefer!(|error: &mut String| say(error));] { if yes() { panic!("p"); } }
            => panicked("p"), ["1", "was failed", "is failed", "inner", "function failed"];
        deferred_question [defer!(check(Err("d"))?);] { say("in"); }
            => err("d"), ["1", "in", "was ok", "deferred", "is failed", "inner", "function failed"];
        deferred_question_after_an_error [defer!(check(Err("d"))?);] { if yes() { return Err("e".into()); } }
            => err("e"), ["1", "was failed", "deferred", "is failed", "inner", "function failed"];
        deferred_panic [defer!(|| { say("deferred"); panic!("d"); });] { if yes() { return Ok(1); } }
            => panicked("d"), ["1", "was ok", "deferred", "is failed", "inner", "function failed"];
        recovers [defer!(|| say(recover!().is_some()));] { if yes() { panic!("p"); } }
            => ok(7), ["1", "was failed", "true", "is ok", "behind", "inner", "next", "2", "was failed", "true", "is ok", "behind", "inner", "next", "function ok"];
        resumes [defer!(|| if let Some(panic) = recover!() { panic.resume() });] { if yes() { panic!("p"); } }
            => panicked("p"), ["1", "was failed", "is failed", "inner", "function failed"];
    }
}

macro_rules! says {
    ($($name:ident $([$($option:tt)*])? $(-> $type:ty)? $body:block => $lines:expr;)*) => {$(
        #[test]
        fn $name() {
            #[with_defer(scope = block $(, $($option)*)?)]
            fn body() $(-> $type)? $body
            assert_eq!(trace(|| _ = body()), $lines);
        }
    )*};
}

#[derive(Debug)]
struct Noisy(&'static str);

impl Drop for Noisy {
    fn drop(&mut self) {
        say(format!("drop {}", self.0));
    }
}

fn spend(noisy: Noisy) {
    say(format!("spend {}", noisy.0));
}

// 3.8: what deferred code in a block sees, and what comes out of one.
says! {
    items_of_the_block {
        {
            const N: i32 = 4;
            fn twice(n: i32) -> i32 {
                2 * n
            }
            defer!(say(twice(N)));
            defer!(|| say(twice(N + 1)));
        }
        say("behind");
    } => ["10", "8", "behind"];

    // The CALL form of a formatting macro borrows what is not `Copy`, and a guard of the block may be given away at its end.
    borrows_of_the_block {
        if yes() {
            let name = String::from("name");
            let short = &name[..2];
            defer!(say(format!("{name} {}", short)));
            defer!(say(short));
            say(&name);
        }
        say("behind");
    } => ["name", "na", "name na", "behind"];

    // 3.2: not reached, not run. No call is conditional any more.
    not_reached {
        for i in 0..2 {
            if i == 1 {
                defer!(say("one"));
                say("in");
            } else {
                defer!(say("zero"));
                continue;
            }
            say("behind");
        }
    } => ["zero", "in", "one", "behind"];

    moved_out_of_the_block -> Noisy {
        let noisy = {
            let noisy = Noisy("a");
            defer!(say("end"));
            let _other = Noisy("b");
            noisy
        };
        say("behind");
        noisy
    } => ["drop b", "end", "behind", "drop a"];

    moved_into_the_block {
        let a = Noisy("a");
        let b = Noisy("b");
        if yes() {
            defer!(say("end"));
            spend(a);
        }
        say("behind");
        spend(b);
    } => ["spend a", "drop a", "end", "behind", "spend b", "drop b"];

    moved_in_one_branch {
        let a = Noisy("a");
        if no() {
            defer!(say("then"));
            spend(a);
        } else {
            defer!(say("else"));
            say(a.0);
        }
        say("behind");
    } => ["a", "else", "behind", "drop a"];

    moved_where_the_block_is_left {
        let a = Noisy("a");
        if no() {
            defer!(say("then"));
            spend(a);
            return;
        }
        match yes() {
            false => {
                defer!(say("arm"));
                drop(a);
            }
            true => {
                defer!(say("other arm"));
                spend(a);
            }
        }
        say("behind");
    } => ["spend a", "drop a", "other arm", "behind"];

    // 3.5: as with guards.
    drops_in_their_order {
        let _outer = Noisy("outer");
        {
            let _before = Noisy("before");
            defer!(say("deferred"));
            let _behind = Noisy("behind");
            say("in");
        }
        say("end");
    } => ["in", "drop behind", "deferred", "drop before", "end", "drop outer"];

    first_value_in_each_branch -> i32 {
        let n;
        let name;
        let late: i32;
        if yes() {
            defer!(say("then"));
            name = String::from("a");
        } else if no() {
            name = String::from("b");
            defer!(say(&name));
        } else {
            defer!(say("else"));
            name = String::from("c");
        }
        match name.len() {
            0 => {
                defer!(say("zero"));
                late = 0;
            }
            1 if no() => {
                defer!(say("guarded"));
                return 1;
            }
            _ => {
                defer!(say("other"));
                if no() {
                    defer!(say("no"));
                    late = 2;
                } else {
                    defer!(say("yes"));
                    late = 3;
                }
            }
        }
        {
            defer!(say("block"));
            n = late + 1;
        }
        say(&name);
        say(n);
        n
    } => ["then", "yes", "other", "block", "a", "4"];

    // 5.2
    named_results [result] -> i32 {
        if yes() {
            defer!(|| result += 1);
            result = 4;
        }
        let n = {
            defer!(|| result *= 2);
            result
        };
        say(n);
        say(result);
        if yes() {
            defer!(|| say(format!("{result}")));
            return n + 1;
        }
    } => ["5", "10", "6"];

    fields_of_the_result [n = 1, last = None] -> (i32, Option<i32>) {
        {
            defer!(|| n += 1);
            last = Some(2);
        }
        if n == 2 {
            defer!(|| say(format!("{n} {last:?}")));
            return (3, None);
        }
    } => ["3 None"];

    break_with_values {
        let n = 'a: {
            if yes() {
                defer!(say("in a"));
                break 'a 1;
            }
            2
        };
        let m = loop {
            {
                defer!(say("in the loop"));
                if n > 0 {
                    defer!(say("further in"));
                    break n + 1;
                }
            }
        };
        say(m);
    } => ["in a", "further in", "in the loop", "2"];

    // 3.6: what is forbidden for the scope around is the block's own.
    in_conditions_and_arguments {
        let mut i = 0;
        while { defer!(say("condition")); i += 1; i < 2 } {
            say("iteration");
        }
        match Some(i) {
            Some(n) if { defer!(say("guard")); n > 1 } => say("arm"),
            _ => {}
        }
        let mut numbers = [0; 2];
        numbers[{ defer!(say("index")); 1 }] = 4;
        for n in { defer!(say("iterator")); 0..1 } {
            say(n);
        }
        defer!(say({ defer!(say("argument")); numbers[1] }));
        let _ = ({ defer!(say("first")); 1 }, { defer!(say("second")); 2 });
        match yes() {
            true => defer!(say("all of an arm")),
            false => {}
        }
        say("end");
    } => [
        "condition", "iteration", "condition", "guard", "arm", "index", "iterator", "0", "argument", "first", "second",
        "all of an arm", "end", "4"
    ];

    // 3.7
    in_deferred_code {
        defer!(|| {
            if yes() {
                defer!(say("in if"));
                say("if");
            }
            {
                defer!(|| say(recover!().is_some()));
                if yes() {
                    defer!(say("further in"));
                    panic!("p");
                }
            }
            if yes() {
                defer!(say("leaves"));
                return;
            }
            say("not reached");
        });
        say("body");
    } => ["body", "if", "in if", "further in", "true", "leaves"];

    closures {
        let twice = |n: i32| -> Result<i32, String> {
            let m = {
                defer!(say("block"));
                n.checked_mul(2).ok_or("too large")?
            };
            if m > 4 {
                errdefer!(say("large"));
                return Err("large".into());
            }
            Ok(m)
        };
        say(format!("{:?}", (twice(2), twice(3), twice(i32::MAX))));
        let untyped = |n: i32| {
            if n > 0 {
                defer!(say("if"));
                say(n);
            }
            say("behind");
        };
        untyped(1);
    } => ["block", "block", "large", "block", "(Ok(4), Err(\"large\"), Err(\"too large\"))", "1", "if", "behind"];

    // 1.3: nothing becomes of a block without a deferred call, and the frames of labels are its own.
    beside_labels {
        'a: {
            {
                defer!(say("block"));
                if yes() {
                    break 'a;
                }
            }
            say("not reached");
        }
        'b: for i in 0..3 {
            {
                if i == 1 {
                    defer!(say("leaves"));
                    break 'b;
                }
                say(i);
            }
        }
    } => ["block", "0", "leaves"];
}

struct Lock {
    depth: u32,
    values: Vec<u32>,
}

// 1.1: methods, with `self` in the blocks.
impl Lock {
    #[with_defer(scope = block)]
    fn sum(&mut self, at: usize) -> Option<u32> {
        let first = {
            self.depth += 1;
            defer! { self.depth -= 1; }
            say(self.depth);
            *self.values.get(at)?
        };
        say(self.depth);
        if first > 1 {
            self.depth += 1;
            defer! { self.depth -= 1; }
            self.values.push(first);
            return Some(first);
        }
        None
    }

    // 2.4: what is borrowed comes out of the block.
    #[with_defer(scope = block)]
    fn borrowed(&mut self, at: usize) -> Option<&mut u32> {
        if at > 5 {
            defer!(say("large"));
            return self.values.first_mut();
        }
        let found = {
            defer!(say("found"));
            self.values.get_mut(at)
        };
        found
    }
}

#[test]
fn methods() {
    let mut lock = Lock {
        depth: 0,
        values: vec![1, 2],
    };
    let said = trace(|| {
        assert_eq!((lock.sum(5), lock.sum(0), lock.sum(1)), (None, None, Some(2)));
        assert_eq!(
            (lock.borrowed(9).copied(), lock.borrowed(2).copied()),
            (Some(1), Some(2))
        );
    });
    assert_eq!(said, ["1", "1", "0", "1", "0", "large", "found"]);
    assert_eq!((lock.depth, lock.values), (0, vec![1, 2, 2]));
}

#[with_defer(scope = block)]
fn generic<T: Clone + Debug, F: FnOnce(T) -> Option<T>>(value: T, change: F) -> Option<T> {
    let changed = if yes() {
        let copy = value.clone();
        defer!(|| say(format!("{copy:?}")));
        change(value)?
    } else {
        value
    };
    Some(changed)
}

#[test]
fn generic_functions() {
    let said = trace(|| {
        assert_eq!(generic("a", |_| Some("b")), Some("b"));
        assert_eq!(generic(1, |_| None), None);
    });
    assert_eq!(said, ["\"a\"", "1"]);
}
