//! Rule 9.1: a deferred call allocates nothing, whatever the shape of the function around it.

use allocation_counter::measure;
use defer_runtime::{defer, errdefer, okdefer, recover, with_defer};
use defer_tests::{no, yes};
use std::cell::Cell;

/// Tests that each call makes no allocation, and that its deferred calls count up to the number.
macro_rules! no_allocation {
    ($($name:ident: $program:expr => $count:literal;)*) => {
        $(#[test]
        fn $name() {
            let count = Cell::new(0);
            let program: fn(&Cell<u32>) = $program;
            let info = measure(|| program(&count));
            assert_eq!((info.count_total, count.get()), (0, $count));
        })*
    };
}

fn add(count: &Cell<u32>, n: u32) {
    count.set(count.get() + n);
}

/// What the counter counts, so that nothing else is proved by its zero.
#[test]
fn an_allocation_is_counted() {
    let info = measure(|| drop(std::hint::black_box(Box::new(1))));
    assert_eq!(info.count_total, 1);
}

#[with_defer]
fn call(count: &Cell<u32>) {
    defer!(add(count, 1));
    defer!(count.set(count.get() + 1));
}

#[with_defer]
fn block(count: &Cell<u32>) {
    let mut n = 1;
    defer!(|| add(count, n));
    n += 1;
}

#[with_defer]
fn literal_and_move(count: &Cell<u32>) {
    defer!((|n: u32| add(count, n))(1));
    defer!(move || add(count, 1));
}

#[with_defer]
fn returns_early(count: &Cell<u32>) -> Option<u32> {
    defer!(|| add(count, 1));
    if no() {
        return Some(1);
    }
    None::<u32>?;
    Some(2)
}

#[with_defer]
fn conditional(count: &Cell<u32>) {
    if yes() {
        defer!(add(count, 1));
        let mut n = 1;
        defer!(|| add(count, n));
        n += 1;
    }
    if no() {
        defer!(add(count, 100));
    }
    match yes() {
        true => {
            defer!(add(count, 1));
        }
        false => {
            defer!(add(count, 100));
        }
    }
}

#[with_defer]
fn loops(count: &Cell<u32>) -> u32 {
    for i in 0..10 {
        defer!(add(count, 1));
        if i == 2 {
            continue;
        }
        'a: for j in 0..10 {
            defer!(|| add(count, u32::from(j < 10)));
            if j == 3 {
                break 'a;
            }
        }
        if i == 3 {
            return i;
        }
    }
    0
}

#[with_defer]
fn conditional_in_a_loop(count: &Cell<u32>) {
    for i in 0..10 {
        if i % 2 == 0 {
            let mut n = i;
            defer!(|| add(count, n));
            n += 1;
            n -= i;
        }
    }
}

#[with_defer]
fn question_mark_in_a_loop(count: &Cell<u32>) -> Result<u32, &'static str> {
    let mut sum = 0;
    for item in [Ok(1), Ok(2), Err("bad"), Ok(3)] {
        defer!(add(count, 1));
        sum += item?;
    }
    Ok(sum)
}

#[with_defer]
fn value_of_a_loop(count: &Cell<u32>) -> u32 {
    let mut n = 0;
    loop {
        defer!(add(count, 1));
        n += 1;
        if n == 5 {
            break n;
        }
    }
}

#[with_defer(result)]
fn named_result(count: &Cell<u32>) -> Result<u32, &'static str> {
    defer!(|| {
        if let Ok(n) = &mut result {
            add(count, *n);
            *n += 1;
        }
    });
    for i in 0..3 {
        defer!(add(count, 1));
        if i == 1 {
            return Ok(i + 1);
        }
    }
    Err("not reached")
}

#[with_defer(a = 0, b = None)]
fn named_tuple(count: &Cell<u32>) -> (u32, Option<u32>) {
    defer!(|| add(count, a + b.unwrap_or(0)));
    a = 1;
    b = Some(2);
}

#[with_defer]
fn recovers_nothing(count: &Cell<u32>) {
    for _ in 0..3 {
        defer!(|| add(count, u32::from(recover!().is_none())));
    }
    defer!(|| add(count, u32::from(recover!().is_none())));
}

#[with_defer]
fn nested_blocks(count: &Cell<u32>) {
    defer!(|| {
        defer!(|| add(count, 1));
        for _ in 0..3 {
            defer!(add(count, 1));
        }
    });
}

#[with_defer]
fn closures(count: &Cell<u32>) {
    let twice = |n: u32| {
        defer!(add(count, n));
        n * 2
    };
    for i in 1..4 {
        defer!(add(count, 1));
        twice(i);
    }
}

#[with_defer]
fn recursion(count: &Cell<u32>, depth: u32) -> u32 {
    defer!(add(count, 1));
    if depth == 0 { 0 } else { recursion(count, depth - 1) + 1 }
}

struct Total([u32; 8]);

/// A local from outside the loop is moved by each iteration and comes back.
#[with_defer]
fn accumulator(count: &Cell<u32>) -> Total {
    fn step(mut total: Total, at: usize) -> Total {
        total.0[at] += 1;
        total
    }
    let mut total = Total([0; 8]);
    for at in 0..8 {
        defer!(add(count, 1));
        total = step(total, at);
    }
    total
}

#[with_defer]
fn arguments_of_a_formatting_macro(count: &Cell<u32>) {
    macro_rules! check {
        ($text:literal, $n:expr $(,)?) => {
            add(count, $n)
        };
    }
    let mut n = 1;
    defer!(check!("{}", n));
    n += 1;
    add(count, n);
}

fn check(count: &Cell<u32>, fails: bool) -> Result<(), &'static str> {
    add(count, 1);
    if fails { Err("failed") } else { Ok(()) }
}

#[with_defer]
fn failure_and_success(count: &Cell<u32>, fails: bool) -> Result<u32, &'static str> {
    errdefer!(add(count, 1));
    okdefer!(|| add(count, 10));
    if yes() {
        errdefer!(|| add(count, 1));
        okdefer!(add(count, 10));
    }
    for i in 0..3 {
        errdefer!(|err| *err = if i == 1 { "changed" } else { "not changed" });
        okdefer!(add(count, 10));
        if fails && i == 1 {
            return Err("failed");
        }
    }
    Ok(1)
}

#[with_defer]
fn deferred_question_mark(count: &Cell<u32>, fails: bool) -> Result<(), &'static str> {
    errdefer!(|err| add(count, err.len() as u32));
    defer!(check(count, fails)?);
    if yes() {
        defer!(|| {
            check(count, false)?;
            check(count, fails)?;
        });
    }
    Ok(())
}

#[with_defer]
fn deferred_question_mark_in_a_loop(count: &Cell<u32>) -> Result<(), &'static str> {
    for i in 0..5 {
        errdefer!(add(count, 10));
        defer!(check(count, i == 2)?);
        if i == 0 {
            continue;
        }
    }
    Ok(())
}

#[with_defer(result)]
fn deferred_question_mark_with_a_name(count: &Cell<u32>) -> Result<u32, &'static str> {
    okdefer!(|| add(count, 10));
    defer!(|| result = Ok(3));
    errdefer!(add(count, 10));
    defer!(check(count, true)?);
    Ok(5)
}

#[with_defer]
fn deferred_question_mark_on_an_option(count: &Cell<u32>, mut list: &[u32]) -> Option<u32> {
    errdefer!(add(count, 10));
    while list.len() > 1 {
        defer!(|| {
            let (first, rest) = list.split_first()?;
            add(count, *first);
            list = rest;
        });
        errdefer!(add(count, 100));
    }
    list.first().copied()
}

no_allocation! {
    of_calls: call => 2;
    of_a_block: block => 2;
    of_a_literal: literal_and_move => 2;
    of_an_early_return: |count| assert!(returns_early(count).is_none()) => 1;
    of_conditional_calls: conditional => 4;
    of_loops: |count| assert_eq!(loops(count), 3) => 16;
    of_conditional_calls_in_a_loop: conditional_in_a_loop => 5;
    of_question_marks_in_a_loop: |count| assert!(question_mark_in_a_loop(count).is_err()) => 3;
    of_the_value_of_a_loop: |count| assert_eq!(value_of_a_loop(count), 5) => 5;
    of_a_named_result: |count| assert_eq!(named_result(count), Ok(3)) => 4;
    of_a_named_tuple: |count| assert_eq!(named_tuple(count), (1, Some(2))) => 3;
    of_a_recover_without_a_panic: recovers_nothing => 4;
    of_nested_blocks: nested_blocks => 4;
    of_closures: closures => 9;
    of_recursion: |count| assert_eq!(recursion(count, 5), 5) => 6;
    of_an_accumulator: |count| assert_eq!(accumulator(count).0, [1; 8]) => 8;
    of_a_formatting_macro: arguments_of_a_formatting_macro => 3;
    of_an_errdefer: |count| assert_eq!(failure_and_success(count, true), Err("changed")) => 12;
    of_an_okdefer: |count| assert_eq!(failure_and_success(count, false), Ok(1)) => 50;
    of_a_deferred_question_mark: |count| assert!(deferred_question_mark(count, true).is_err()) => 9;
    of_a_deferred_question_mark_without_an_error: |count| assert!(deferred_question_mark(count, false).is_ok()) => 3;
    of_a_deferred_question_mark_in_a_loop: |count| assert!(deferred_question_mark_in_a_loop(count).is_err()) => 13;
    of_a_deferred_question_mark_with_a_name: |count| assert_eq!(deferred_question_mark_with_a_name(count), Ok(3)) => 21;
    of_a_deferred_question_mark_on_an_option:
        |count| assert_eq!(deferred_question_mark_on_an_option(count, &[1, 2, 3]), Some(3)) => 3;
}
