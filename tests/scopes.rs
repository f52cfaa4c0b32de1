//! Chapters 3 and 4: which scope a deferred call belongs to, and what happens in which order when it is left. The
//! ways out have their own file.

#![allow(clippy::never_loop)]

use defer_runtime::{defer, recover, with_defer};
use defer_tests::{Named, assert_panics, assert_returns, no, say, says, yes};
use pretty_assertions::assert_eq;
use std::cell::Cell;
use std::ops::ControlFlow;
use std::sync::Mutex;

// A deferred call belongs to the innermost function, closure or loop body (3.1).
says! {
    closure_in_a_loop {
        for i in 0..2 {
            let twice = |n: i32| {
                defer!(say(format!("closure {n}")));
                n * 2
            };
            say(twice(i));
        }
    } => ["closure 0", "0", "closure 1", "2"];

    loop_in_a_closure {
        let first_even = |limit: i32| -> Option<i32> {
            defer!(say("closure"));
            for i in 1..limit {
                defer!(say(i));
                if i % 2 == 0 {
                    return Some(i);
                }
            }
            None
        };
        say(first_even(9).is_some());
        say(first_even(2).is_some());
    } => ["1", "2", "closure", "true", "1", "closure", "false"];

    closure_called_in_a_loop_of_its_owner {
        let mut total = 0;
        let mut add = |n: i32| {
            defer!(|| total += n);
            say(n);
        };
        for i in 1..3 {
            defer!(say("iteration"));
            add(i);
        }
        say(total);
    } => ["1", "iteration", "2", "iteration", "3"];

    closure_as_an_argument {
        defer!(say("function"));
        let doubled: Vec<i32> = [1, 2]
            .iter()
            .map(|n| {
                defer!(say(format!("closure {n}")));
                n * 2
            })
            .collect();
        say(doubled.len());
    } => ["closure 1", "closure 2", "2", "function"];

    closure_with_a_type_and_question_mark {
        let first = |list: &[i32]| -> Option<i32> {
            defer!(say(list.len()));
            Some(list.first()? + 1)
        };
        say(format!("{:?} {:?}", first(&[1]), first(&[])));
    } => ["1", "0", "Some(2) None"];

    closure_that_moves {
        let named = Named("captured");
        let once = move || {
            defer!(drop(named));
            say("in closure");
        };
        once();
        say("end");
    } => ["in closure", "drop captured", "end"];

    deferred_call_in_a_closure_that_is_deferred {
        defer!((|n: i32| {
            defer!(say("inner"));
            say(n);
        })(1));
        defer!(move || {
            defer!(say("inner of move"));
            say("move");
        });
        say("body");
    } => ["body", "move", "inner of move", "1", "inner"];

    every_kind_of_loop {
        let mut n = 0;
        while n < 1 {
            defer!(say("while"));
            n += 1;
        }
        let mut rest = vec![1];
        while let Some(n) = rest.pop() {
            defer!(say(format!("while let {n}")));
        }
        for (i, n) in [5].iter().enumerate() {
            defer!(say(format!("for {i} {n}")));
        }
        loop {
            defer!(say("loop"));
            n += 1;
            if n == 3 {
                break;
            }
        }
    } => ["while", "while let 1", "for 0 5", "loop", "loop"];

    three_loops {
        for i in 0..2 {
            for j in 0..2 {
                defer!(say(format!("j{j}")));
                for k in 0..2 {
                    defer!(say(format!("k{k}")));
                    if i + j + k > 1 {
                        break;
                    }
                }
            }
        }
    } => ["k0", "k1", "j0", "k0", "k1", "j1", "k0", "k1", "j0", "k0", "j1"];

    // 3.6: the body of a loop in a loop's condition is a scope as any other
    loop_in_the_condition_of_a_loop {
        let mut n = 0;
        while {
            let mut more = false;
            for i in 0..2 {
                defer!(say(format!("condition {i}")));
                if i > n {
                    more = true;
                    continue;
                }
            }
            more
        } {
            defer!(say("body"));
            n += 1;
        }
    } => ["condition 0", "condition 1", "body", "condition 0", "condition 1"];

    // 3.1: a closure's body too
    closure_in_the_condition_of_a_loop {
        let mut n = 0;
        while (|limit: i32| {
            defer!(say("condition"));
            n < limit
        })(1) {
            defer!(say("body"));
            n += 1;
        }
    } => ["condition", "body", "condition"];

    // 3.6
    iterator_of_a_for {
        for i in {
            defer!(say("outer"));
            0..2
        } {
            defer!(say(i));
        }
        say("after");
    } => ["0", "1", "after", "outer"];

    // 3.1: the iterator of an inner loop belongs to the iteration of the outer one
    iterator_of_an_inner_for {
        for i in 0..2 {
            for j in {
                defer!(say(format!("outer {i}")));
                0..1
            } {
                defer!(say(format!("inner {j}")));
            }
            say("after");
        }
    } => ["inner 0", "after", "outer 0", "inner 0", "after", "outer 1"];
}

// A block of any other kind is no scope (3.2).
says! {
    if_let_and_else_if {
        for (n, some) in [(0, Some(1)), (1, None), (2, None)] {
            if let Some(some) = some {
                defer!(|| say(format!("if let {some}")));
            } else if n == 1 {
                defer!(say("else if"));
            } else {
                defer!(|| say(format!("else {n}")));
            }
            say("body");
        }
    } => ["body", "if let 1", "body", "else if", "body", "else 2"];

    let_chain {
        let pair = Some((1, "x"));
        if let Some((n, text)) = pair
            && n == 1
            && let Some(first) = text.chars().next()
        {
            defer!(|| say(format!("{n} {first}")));
            say("in if");
        }
        say("after");
    } => ["in if", "after", "1 x"];

    match_with_bindings_and_guards {
        for result in [Ok(1), Ok(20), Err("bad")] {
            match result {
                Ok(n) if n > 10 => {
                    defer!(|| say(format!("large {n}")));
                }
                Ok(mut n) => {
                    defer!(|| say(format!("small {n}")));
                    n += 1;
                }
                Err(error) => {
                    defer!(say(format!("error {error}")));
                }
            }
            say("body");
        }
    } => ["body", "small 2", "body", "large 20", "body", "error bad"];

    else_of_a_let {
        let Some(_) = None::<i32> else {
            defer!(say("else"));
            say("none");
            return;
        };
        defer!(say("not reached"));
    } => ["none", "else"];

    labelled_block {
        'a: {
            defer!(say("1"));
            if yes() {
                defer!(say("2"));
                break 'a;
            }
            defer!(say("not reached"));
        }
        say("after");
    } => ["2", "1", "after"];

    labelled_block_with_a_value {
        let n = 'a: {
            defer!(say("block"));
            if yes() {
                break 'a 1;
            }
            2
        };
        say(n);
        let n = 'a: {
            defer!(say("block"));
            if no() {
                break 'a 1;
            }
            2
        };
        say(n);
    } => ["block", "1", "block", "2"];

    labelled_blocks_in_one_another {
        'a: {
            defer!(say("a"));
            'b: {
                defer!(say("b"));
                if yes() {
                    break 'a;
                }
                break 'b;
            }
            say("not reached");
        }
        say("after");
    } => ["b", "a", "after"];

    // 3.2, 3.4
    block_in_a_labelled_block {
        'a: {
            if yes() {
                let named = Named("local");
                defer!(|| say(format!("call {}", named.0)));
            }
            say("rest");
        }
        say("after");
    } => ["rest", "call local", "drop local", "after"];

    // 7.3
    recovery_in_a_labelled_block {
        'a: {
            defer!(|| if recover!().is_some() { say("recovered"); });
            if yes() {
                panic!("in the block");
            }
            break 'a;
        }
        say("after");
    } => ["recovered", "after"];

    labelled_block_that_goes_on_with_a_loop {
        'l: for i in 0..3 {
            'a: {
                defer!(say(format!("block {i}")));
                match i {
                    0 => continue 'l,
                    1 => break 'a,
                    _ => break 'l,
                }
            }
            say("after");
        }
    } => ["block 0", "block 1", "after", "block 2"];

    local_that_a_labelled_block_moves {
        let mut named = Some(Named("outer"));
        'a: {
            defer!(say("block"));
            if yes() {
                break 'a;
            }
            drop(named);
            named = None;
        }
        say(named.is_some());
        drop(named);
    } => ["block", "true", "drop outer"];

    labelled_block_around_a_loop {
        'a: {
            defer!(say("block"));
            for i in 0..3 {
                defer!(say(i));
                if i == 1 {
                    break 'a;
                }
            }
            say("not reached");
        }
        say("after");
    } => ["0", "1", "block", "after"];

    labelled_block_in_a_loop_around_a_loop {
        for i in 0..2 {
            defer!(say(format!("i{i}")));
            'a: {
                defer!(say("block"));
                for j in 0..3 {
                    defer!(say(format!("j{j}")));
                    if j == i {
                        break 'a;
                    }
                }
            }
            say("after");
        }
    } => ["j0", "block", "after", "i0", "j0", "j1", "block", "after", "i1"];

    block_with_a_value {
        let n = {
            defer!(say("block"));
            1
        };
        let text = if n == 1 {
            defer!(say("if"));
            "one"
        } else {
            "other"
        };
        let length = match text {
            "one" => {
                let length = text.len();
                defer!(|| say(format!("match {length}")));
                length
            }
            _ => 0,
        };
        say(format!("{n} {text} {length}"));
    } => ["1 one 3", "match 3", "if", "block"];

    block_as_an_argument {
        say({
            defer!(say("deferred"));
            "argument"
        });
        say("after");
    } => ["argument", "after", "deferred"];

    nested_blocks {
        {
            {
                defer!(say("1"));
                {
                    defer!(say("2"));
                }
                say("a");
            }
            defer!(say("3"));
            say("b");
        }
        say("c");
    } => ["a", "b", "c", "3", "2", "1"];

    not_reached {
        if no() {
            defer!(say("no"));
        }
        if yes() {
            return;
        }
        defer!(say("late"));
    } => [];

    // 3.3: three sites, of which each combination is taken
    every_combination_of_sites {
        for taken in 0..8 {
            if taken & 1 != 0 {
                defer!(say("1"));
            }
            if taken & 2 != 0 {
                let two = 2;
                defer!(|| say(two));
            }
            if taken & 4 != 0 {
                defer!(say("4"));
            }
            say("-");
        }
    } => ["-", "-", "1", "-", "2", "-", "2", "1", "-", "4", "-", "4", "1", "-", "4", "2", "-", "4", "2", "1"];

    // 3.3: registration decides, where straight and conditional calls alternate
    straight_and_conditional {
        defer!(say("1"));
        if yes() {
            defer!(say("2"));
            if no() {
                defer!(say("no"));
            } else {
                let n = 3;
                defer!(|| say(n));
            }
        }
        defer!(|| say("4"));
        if yes() {
            defer!(say("5"));
        }
        say("body");
    } => ["body", "5", "4", "3", "2", "1"];
}

// Locals of inner blocks (3.4).
says! {
    local_lives_until_the_call_has_run {
        if yes() {
            let named = Named("local");
            defer!(|| say(named.0));
            say("in if");
        }
        say("after");
    } => ["in if", "after", "local", "drop local"];

    local_that_no_call_mentions_does_not {
        if yes() {
            let _named = Named("local");
            defer!(|| say("block"));
            say("in if");
        }
        say("after");
    } => ["in if", "drop local", "after", "block"];

    local_is_changed_after_the_site {
        if yes() {
            let mut list = vec![1];
            defer!(|| say(format!("{list:?}")));
            list.push(2);
            if yes() {
                list.push(3);
            }
        }
        say("after");
    } => ["after", "[1, 2, 3]"];

    local_is_changed_by_the_call {
        let mut total = 1;
        if yes() {
            let mut n = 1;
            defer!(|| {
                n += 1;
                total += n;
                say(total);
            });
            n += 1;
            total += n;
        }
        total *= 10;
        say(total);
    } => ["30", "33"];

    two_calls_share_a_local {
        if yes() {
            let mut list = vec![1];
            defer!(|| say(format!("{list:?}")));
            list.push(2);
            defer!(|| list.push(4));
            list.push(3);
        }
        say("after");
    } => ["after", "[1, 2, 3, 4]"];

    locals_of_two_blocks {
        if yes() {
            let mut outer = String::from("outer");
            if yes() {
                let mut inner = String::from("inner");
                defer!(|| say(format!("{outer} {inner}")));
                inner += "!";
            }
            outer += "?";
        }
        say("after");
    } => ["after", "outer? inner!"];

    receiver_is_a_local_of_a_block {
        if yes() {
            let mut list = vec![1];
            defer!(|| say(format!("{list:?}")));
            defer!(list.push(3));
            list.push(2);
        }
        say("after");
    } => ["after", "[1, 2, 3]"];

    address_of_a_local_of_a_block {
        fn show(n: &i32, now: i32) {
            say(format!("{n} {now}"));
        }
        if yes() {
            let mut n = 1;
            defer!(show(&n, n));
            n += 1;
        }
        say("after");
    } => ["after", "2 1"];

    binding_that_borrows_from_outside {
        let mut some = Some(1);
        if let Some(n) = &mut some {
            defer!(|| {
                *n += 1;
                say(n.to_string());
            });
            *n *= 10;
        }
        say("after");
    } => ["after", "11"];

    shadowed_local {
        let name = "outer";
        if yes() {
            let name = "first";
            defer!(|| say(name));
            let name = "second";
            defer!(|| say(name));
        }
        say(name);
    } => ["outer", "second", "first"];

    local_of_a_block_in_a_loop {
        for i in 0..3 {
            if i != 1 {
                let mut text = format!("{i}");
                defer!(|| say(&text));
                text += "!";
                if i == 2 {
                    break;
                }
                text += "?";
            }
            say("body");
        }
    } => ["body", "0!?", "body", "2!"];

    local_when_a_panic_leaves_the_block {
        defer!(|| say(recover!().unwrap()));
        if yes() {
            let mut n = 1;
            defer!(|| say(n));
            n += 1;
            if n == 2 {
                panic!("boom");
            }
        }
        say("not reached");
    } => ["2", "boom"];
}

// The order of dropping (3.5).
says! {
    locals_around_a_call {
        let _before = Named("before");
        defer!(say("deferred"));
        let _after = Named("after");
        say("body");
    } => ["body", "drop after", "deferred", "drop before"];

    locals_between_calls {
        let _a = Named("a");
        defer!(say("1"));
        let _b = Named("b");
        defer!(|| say("2"));
        let _c = Named("c");
    } => ["drop c", "2", "drop b", "1", "drop a"];

    locals_of_an_iteration {
        let _outer = Named("outer");
        for i in 0..2 {
            let _before = Named("before");
            defer!(say(i));
            let _after = Named("after");
            if i == 1 {
                break;
            }
        }
        say("end");
    } => [
        "drop after", "0", "drop before",
        "drop after", "1", "drop before",
        "end", "drop outer",
    ];

    moved_value_in_the_call {
        let before = Named("before");
        defer!(drop(before));
        let _after = Named("after");
    } => ["drop after", "drop before"];

    // 4.1: the temporaries of the last expression are gone before the calls
    temporary_of_the_last_expression {
        defer!(say("deferred"));
        say(Named("temporary").0)
    } => ["temporary", "drop temporary", "deferred"];

    replaced_local {
        let mut local = Named("first");
        defer!(|| say(local.0));
        local = Named("second");
        say("body");
    } => ["drop first", "body", "second", "drop second"];
}

/// 3.5: on every other way out the locals of the body go first, too.
#[test]
fn locals_when_it_is_left_early() {
    #[with_defer]
    fn body(how: i32) -> Option<i32> {
        let _before = Named("before");
        defer!(say("deferred"));
        let _after = Named("after");
        match how {
            0 => return Some(0),
            1 => None?,
            2 => panic!("boom"),
            _ => {}
        }
        Some(3)
    }
    let order = ["drop after", "deferred", "drop before"];
    assert_returns(|| body(0), Some(0), &order);
    assert_returns(|| body(1), None, &order);
    assert_panics(|| body(2), "boom", &order);
    assert_returns(|| body(3), Some(3), &order);
}

// A deferred block is a scope of its own (3.7).
says! {
    deferred_block_in_a_deferred_block {
        defer!(|| {
            defer!(|| {
                defer!(say("3"));
                say("2");
            });
            say("1");
        });
        say("body");
    } => ["body", "1", "2", "3"];

    conditional_call_in_a_deferred_block {
        let mut n = 0;
        defer! {
            defer!(say("end of block"));
            if n == 1 {
                let text = format!("n is {n}");
                defer!(|| say(&text));
            }
            say("block");
        }
        n += 1;
    } => ["block", "n is 1", "end of block"];

    loop_in_a_deferred_block {
        let mut list = vec![1];
        defer!(|| {
            for n in &list {
                defer!(say(format!("after {n}")));
                say(n);
            }
            say("end of block");
        });
        list.push(2);
    } => ["1", "after 1", "2", "after 2", "end of block"];

    deferred_block_in_a_conditional_block {
        if yes() {
            let n = 1;
            defer!(|| {
                defer!(|| say(format!("inner {n}")));
                say(format!("outer {n}"));
            });
        }
        say("after");
    } => ["after", "outer 1", "inner 1"];

    // 4.2
    return_in_a_deferred_block {
        defer!(say("always"));
        defer!(|| {
            defer!(say("end of block"));
            if yes() {
                return;
            }
            say("not reached");
        });
        say("body");
    } => ["body", "end of block", "always"];

    // 4.2
    return_from_a_loop_in_a_deferred_block {
        for i in 0..2 {
            defer! {
                for j in 0.. {
                    if j == 2 {
                        say(format!("{i} {j}"));
                        return;
                    }
                }
            }
            say(i);
        }
        say("end");
    } => ["0", "0 2", "1", "1 2", "end"];
}

/// 4.1: the value first, then the deferred calls, innermost scope first, then the caller.
#[test]
fn order_at_exit() {
    fn value(n: i32) -> i32 {
        say(format!("value {n}"));
        n
    }
    #[with_defer]
    fn body() -> ControlFlow<i32, i32> {
        defer!(say("function"));
        if yes() {
            defer!(say("if"));
        }
        for i in 0.. {
            defer!(say("iteration"));
            for j in 0.. {
                defer!(say("inner iteration"));
                if j == 1 {
                    return ControlFlow::Break(value(i + j));
                }
            }
        }
        ControlFlow::Continue(value(0))
    }
    assert_returns(
        || {
            let result = body();
            say("caller");
            result
        },
        ControlFlow::Break(1),
        &[
            "inner iteration",
            "value 1",
            "inner iteration",
            "iteration",
            "if",
            "function",
            "caller",
        ],
    );
}

/// 4.1: a call sees what the expression of `return` has changed.
#[test]
fn returned_expression_has_effects() {
    #[with_defer]
    fn body(list: &mut Vec<i32>) -> Option<i32> {
        defer!(|| say(format!("{list:?}")));
        if yes() {
            return list.pop();
        }
        None
    }
    assert_returns(|| body(&mut vec![1, 2]), Some(2), &["[1]"]);
}

/// An attribute on a way out stays on it (2.10 of the deferred call beside it, 1.1).
#[with_defer]
fn way_out_is_switched_off() -> i32 {
    let mut sum = 0;
    for i in 0..2 {
        defer!(say(i));
        #[cfg(any())]
        return 7;
        sum += i;
    }
    sum
}

#[test]
fn attribute_on_a_way_out() {
    assert_returns(way_out_is_switched_off, 1, &["0", "1"]);
}

/// 3.5: a guard that an iteration only looks into is still there when its deferred call runs.
#[test]
fn guard_that_is_borrowed_in_an_iteration() {
    #[with_defer]
    fn find(list: &Mutex<Vec<u32>>, wanted: u32) -> Option<usize> {
        let locked = list.lock().unwrap();
        for at in 0..3 {
            defer!(|| say(if list.try_lock().is_err() { "held" } else { "gone" }));
            if locked.last() == Some(&wanted) {
                return Some(at);
            }
        }
        None
    }
    assert_returns(|| find(&Mutex::new(vec![7]), 7), Some(0), &["held"]);
}

/// 3.5: an iteration gives back what it moves, though a macro in front of the loop or an assertion in it was given the name.
#[test]
fn moved_in_an_iteration_beside_macros() {
    macro_rules! look {
        ($name:ident) => {
            say(&$name);
        };
    }
    fn longer(word: String) -> String {
        word + "a"
    }
    #[with_defer]
    fn grow(mut word: String) -> Option<String> {
        debug_assert!(!word.is_empty());
        look!(word);
        while word.len() < 3 {
            defer!(say("grown"));
            assert!(!word.is_empty());
            word = longer(word);
        }
        loop {
            defer!(say("returned"));
            assert!(word.len() == 3);
            return Some(word);
        }
    }
    assert_returns(
        || grow("a".into()),
        Some("aaa".into()),
        &["a", "grown", "grown", "returned"],
    );
}

/// 3.5: what a condition binds is not given back in place of a local of its name, though it may be a constant's.
#[test]
#[allow(non_snake_case)]
fn bound_in_the_condition_by_a_large_letter() {
    #[with_defer]
    fn drain(mut names: Vec<String>) -> usize {
        let Name = String::from("outside");
        while let Some(Name) = names.pop() {
            defer!(say("end"));
            drop(Name);
        }
        Name.len()
    }
    assert_returns(|| drain(vec!["a".into()]), 7, &["end"]);
}

/// 3.5: a value that names what a macro has bound is built in the iteration, and what it takes along is given back by the others.
#[test]
fn returned_beside_what_a_macro_binds() {
    macro_rules! bind {
        ($name:ident = $value:expr) => {
            let $name = $value;
        };
    }
    #[with_defer]
    fn grow(mut word: String) -> (String, usize) {
        bind!(limit = 2);
        loop {
            defer!(|| say(limit));
            if word.len() == limit {
                return (word, limit);
            }
            word.push('a');
        }
    }
    assert_returns(|| grow("a".into()), ("aa".into(), 2), &["2", "2"]);
}

/// 4.1: what is called without arguments is no constructor, so it is called where it stands.
#[test]
fn function_named_as_a_constructor() {
    thread_local! {
        static LAST: Cell<u32> = const { Cell::new(0) };
    }
    #[allow(non_snake_case)]
    fn LastError() -> u32 {
        LAST.get()
    }
    #[with_defer]
    fn read(name: &str) -> Result<(), (u32, String)> {
        let name = name.to_owned();
        for code in [5, 6] {
            defer!(LAST.set(0));
            LAST.set(code);
            if code == 5 {
                return Err((LastError(), name));
            }
        }
        Ok(())
    }
    assert_eq!(read("a"), Err((5, "a".into())));
}
