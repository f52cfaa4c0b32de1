//! How much a function may hold, and for how long: memory of long loops, stack of deep recursion, many deferred calls.

use allocation_counter::measure;
use defer_runtime::{defer, recover, with_defer};
use std::cell::Cell;
use std::hint::black_box;
use std::panic::{AssertUnwindSafe, catch_unwind, resume_unwind};
use std::thread;

const ITERATIONS: u64 = 1_000_000;

fn add(count: &Cell<u64>, n: u64) {
    count.set(count.get() + n);
}

/// Every kind of deferred call and of way out, a million times.
#[with_defer]
fn long_loop(count: &Cell<u64>) -> Option<u64> {
    for i in 0..ITERATIONS {
        defer!(add(count, 1));
        let mut n = i;
        defer!(|| add(count, n - i));
        n += 1;
        if i % 2 == 0 {
            defer!(|| add(count, 1));
            n += 1;
            if i % 4 == 0 {
                continue;
            }
        }
        Some(n)?;
        n -= 1;
    }
    let mut i = 0;
    'outer: while i < ITERATIONS {
        defer!(|| i += 1);
        loop {
            defer!(move || add(count, 1));
            if i == u64::MAX {
                break 'outer;
            }
            defer!(|| assert!(recover!().is_none()));
            if i % 2 == 0 {
                continue 'outer;
            }
            break;
        }
    }
    Some(i)
}

#[test]
fn a_million_iterations_take_constant_memory() {
    let count = Cell::new(0);
    let info = measure(|| assert_eq!(long_loop(&count), Some(ITERATIONS)));
    assert_eq!(info.count_total, 0);
    // One call in every iteration; n - i is 2 in a quarter of them and, what is left of it, 1 or 0 in the others.
    let quarter = ITERATIONS / 4;
    let first = ITERATIONS + quarter * 2 + quarter + ITERATIONS / 2;
    assert_eq!(count.get(), first + ITERATIONS);
}

/// Runs on a stack of its own, so that the test doesn't hang on how the harness is set up.
fn on_a_stack_of<T: Send>(bytes: usize, run: impl FnOnce() -> T + Send) -> T {
    thread::scope(|scope| {
        let builder = thread::Builder::new().stack_size(bytes);
        let running = builder.spawn_scoped(scope, run).expect("a thread can be spawned");
        running.join().expect("the code doesn't panic")
    })
}

/// Declares functions that call themselves to a depth, and give the address of a local there.
macro_rules! recursion {
    ($($(#[$attribute:ident])? $name:ident($depth:ident, $count:ident) { $($body:tt)* })*) => {
        $($(#[$attribute])?
        fn $name($depth: u64, $count: &Cell<u64>) -> Option<usize> {
            let here = 0u8;
            let address = std::ptr::from_ref(black_box(&here)).addr();
            if $depth == 0 {
                return Some(address);
            }
            $($body)*
        })*
    };
}

recursion! {
    plain(depth, count) {
        let text = format!("{depth},{}", count.get());
        let parts: Vec<&str> = text.split(',').collect();
        let (first, second) = (parts.first()?, parts.get(1)?);
        let deepest = plain(depth - 1, count)?;
        let message = format!("{first} {second} {deepest}");
        add(count, 1);
        (!message.is_empty()).then_some(deepest)
    }

    #[with_defer]
    with_defer_in_the_body(depth, count) {
        defer!(add(count, 1));
        let text = format!("{depth},{}", count.get());
        let parts: Vec<&str> = text.split(',').collect();
        let (first, second) = (parts.first()?, parts.get(1)?);
        let deepest = with_defer_in_the_body(depth - 1, count)?;
        let message = format!("{first} {second} {deepest}");
        (!message.is_empty()).then_some(deepest)
    }

    #[with_defer]
    with_defer_in_a_loop(depth, count) {
        for _ in 0..1 {
            defer!(add(count, 1));
            let text = format!("{depth},{}", count.get());
            let parts: Vec<&str> = text.split(',').collect();
            let (first, second) = (parts.first()?, parts.get(1)?);
            let deepest = with_defer_in_a_loop(depth - 1, count)?;
            let message = format!("{first} {second} {deepest}");
            if !message.is_empty() {
                return Some(deepest);
            }
        }
        None
    }

    caught_by_hand(depth, count) {
        let left = catch_unwind(AssertUnwindSafe(|| caught_by_hand(depth - 1, count)));
        add(count, 1);
        left.unwrap_or_else(|payload| resume_unwind(payload))
    }

    #[with_defer]
    with_nothing_else(depth, count) {
        defer!(add(count, 1));
        with_nothing_else(depth - 1, count)
    }
}

/// How many bytes of stack a call takes.
fn frame(function: fn(u64, &Cell<u64>) -> Option<usize>) -> usize {
    const DEPTH: u64 = 1_000;
    on_a_stack_of(16 << 20, || {
        let count = Cell::new(0);
        let address = |depth| function(depth, &count).expect("it gets there");
        let bytes = address(1) - address(DEPTH + 1);
        assert_eq!(count.get(), 1 + DEPTH + 1);
        bytes / 1_000
    })
}

#[test]
fn recursion_takes_at_most_twice_the_stack() {
    let plain = frame(plain);
    for with_defer in [frame(with_defer_in_the_body), frame(with_defer_in_a_loop)] {
        assert!(with_defer <= 2 * plain, "{with_defer} bytes instead of {plain}");
    }
}

/// Where the function itself needs next to nothing, that is what there is.
#[test]
fn a_deferred_call_takes_the_stack_of_catching_a_panic() {
    let (with_defer, by_hand) = (frame(with_nothing_else), frame(caught_by_hand));
    assert!(with_defer <= by_hand + 64, "{with_defer} bytes instead of {by_hand}");
}

async fn flush(count: &Cell<u64>, n: u64) {
    std::future::ready(()).await;
    add(count, n);
}

/// As many as the attribute takes.
#[with_defer]
async fn twenty_that_await(count: &Cell<u64>) {
    defer!(flush(count, 1).await);
    defer!(flush(count, 1).await);
    defer!(flush(count, 1).await);
    defer!(flush(count, 1).await);
    defer!(flush(count, 1).await);
    defer!(flush(count, 1).await);
    defer!(flush(count, 1).await);
    defer!(flush(count, 1).await);
    defer!(flush(count, 1).await);
    defer!(flush(count, 1).await);
    defer!(flush(count, 1).await);
    defer!(flush(count, 1).await);
    defer!(flush(count, 1).await);
    defer!(flush(count, 1).await);
    defer!(flush(count, 1).await);
    defer!(flush(count, 1).await);
    defer!(flush(count, 1).await);
    defer!(flush(count, 1).await);
    defer!(flush(count, 1).await);
    defer!(flush(count, 1).await);
    std::future::ready(()).await;
}

#[test]
fn twenty_deferred_calls_that_await_compile() {
    let count = Cell::new(0);
    let mut future = std::pin::pin!(twenty_that_await(&count));
    let mut context = std::task::Context::from_waker(std::task::Waker::noop());
    assert!(future.as_mut().poll(&mut context).is_ready());
    assert_eq!(count.get(), 20);
}
