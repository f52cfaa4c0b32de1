//! Rule 8.5: an async function with deferred calls allocates nothing, whether it completes or is cancelled.

use allocation_counter::measure;
use defer_runtime::{defer, errdefer, okdefer, recover, with_defer};
use defer_tests::poll::{pause, poll_once};
use defer_tests::{no, yes};
use std::cell::Cell;
use std::pin::pin;

/// Tests that no future allocates, whenever it is dropped, and what its deferred calls count up to when it is dropped after
/// no poll, after one, and so on until it is done.
macro_rules! no_allocation {
    ($($name:ident: $make:ident => $counts:expr;)*) => {
        $(#[test]
        fn $name() {
            for (polls, expected) in $counts.into_iter().enumerate() {
                let count = Cell::new(0);
                let mut done = false;
                let info = measure(|| {
                    let mut future = pin!($make(&count));
                    for _ in 0..polls {
                        assert!(!done, "it is polled when it is done");
                        done = poll_once(future.as_mut()).is_ready();
                    }
                });
                assert_eq!((info.count_total, count.get()), (0, expected), "polled {polls} times");
                assert_eq!(done, polls + 1 == $counts.len(), "polled {polls} times");
            }
        })*
    };
}

fn add(count: &Cell<u32>, n: u32) {
    count.set(count.get() + n);
}

async fn add_later(count: &Cell<u32>, n: u32) {
    add(count, 1);
    pause().await;
    add(count, n - 1);
}

/// What the counter counts, so that nothing else is proved by its zero.
#[test]
fn an_allocation_is_counted() {
    let info = measure(|| drop(std::hint::black_box(Box::pin(pause()))));
    assert_eq!(info.count_total, 1);
}

#[with_defer]
async fn calls(count: &Cell<u32>) {
    defer!(add(count, 1));
    pause().await;
    defer!(|| add(count, 10));
    defer!(count.set(count.get() + 100));
    pause().await;
}

#[with_defer]
async fn awaits(count: &Cell<u32>) {
    defer!(add_later(count, 10).await);
    pause().await;
    defer!(|| {
        defer!(add(count, 100));
        add_later(count, 10).await;
    });
}

#[with_defer]
async fn conditional(count: &Cell<u32>) {
    if yes() {
        let mut n = 1;
        defer!(|| add(count, n));
        pause().await;
        n += 1;
        defer!(add(count, 10));
    }
    if no() {
        defer!(add_later(count, 1000).await);
    }
    pause().await;
}

// The lowered `continue` does not mention it.
#[with_defer]
async fn loops(count: &Cell<u32>) -> u32 {
    'a: for i in 0..3 {
        defer!(add(count, 1));
        pause().await;
        for _ in 0..2 {
            defer!(|| add(count, 10));
            if i == 1 {
                continue 'a;
            }
        }
    }
    5
}

#[with_defer]
async fn question_mark(count: &Cell<u32>) -> Result<u32, &'static str> {
    errdefer!(add(count, 1));
    okdefer!(add(count, 1000));
    errdefer!(|err| add(count, err.len() as u32));
    for item in [Ok(1), Err("bad")] {
        defer!(|| {
            pause().await;
            item?;
        });
        defer!(add(count, 10));
        pause().await;
        item?;
    }
    Ok(1)
}

#[with_defer(result)]
async fn named(count: &Cell<u32>) -> u32 {
    defer!(|| add(count, result));
    result = 1;
    pause().await;
    defer!(|| result += u32::from(recover!().is_none()));
    return 10;
}

#[with_defer]
async fn callees(count: &Cell<u32>) {
    defer!(add(count, 1000));
    calls(count).await;
    let closure = async |n: u32| {
        defer!(add(count, n));
        pause().await;
    };
    closure(1).await;
}

#[with_defer]
fn block(count: &Cell<u32>) -> impl Future<Output = ()> {
    async move {
        defer!(add(count, 1));
        pause().await;
    }
}

no_allocation! {
    of_calls: calls => [0, 1, 111, 111];
    of_calls_that_await: awaits => [0, 1, 102, 111, 120];
    of_conditional_calls: conditional => [0, 1, 12, 12];
    of_loops: loops => [0, 1, 22, 33, 53];
    of_question_marks: question_mark => [0, 11, 11, 21, 21, 24];
    of_a_named_result: named => [0, 1, 11];
    of_callees: callees => [0, 1001, 1111, 1112, 1112];
    of_an_async_block: block => [0, 1, 1];
}
