//! What began with edition 2018: async functions.

use crate::trace::{Noisy, say, trace};
use defer_runtime::{defer, errdefer, recover, with_defer};
use std::future::Future;
use tokio::task::yield_now;

/// Runs a future to its end.
fn finish<F: Future>(future: F) -> F::Output {
    let runtime = tokio::runtime::Builder::new_current_thread().build();
    runtime.expect("a runtime").block_on(future)
}

async fn say_later(line: &str) {
    yield_now().await;
    say(line);
}

struct Pair {
    left: String,
    right: Vec<String>,
}

/// 8.1
#[test]
fn deferred_calls_await() {
    #[with_defer(result)]
    async fn parse(texts: &[&str]) -> Result<u32, std::num::ParseIntError> {
        let mut sum = 0;
        defer!(|| say_later("left").await);
        errdefer!(say_later("failed").await);
        defer! {
            if let Some(panic) = recover!() {
                say(panic.message().unwrap_or("none"));
                result = Ok(0);
            }
        }
        for text in texts {
            defer!(say_later(text).await);
            yield_now().await;
            sum += text.parse::<u32>()?;
            assert!(sum < 100, "{} is too much", sum);
        }
        Ok(sum)
    }
    let said = |texts: &'static [&str], value: Option<u32>| trace(|| assert_eq!(finish(parse(texts)).ok(), value));
    pretty_assertions::assert_eq!(said(&["1", "2"], Some(3)), ["1", "2", "left"]);
    pretty_assertions::assert_eq!(said(&["1", "x"], None), ["1", "x", "failed", "left"]);
    pretty_assertions::assert_eq!(said(&["1", "99"], Some(0)), ["1", "99", "100 is too much", "left"]);
}

/// 8.2
#[test]
fn cancellation() {
    #[with_defer]
    async fn forever(log: &mut Vec<u32>) {
        defer!(|| log.push(2));
        log.push(1);
        yield_now().await;
        log.push(3);
    }
    let mut log = Vec::new();
    finish(async {
        tokio::select! {
            biased;
            () = forever(&mut log) => {}
            () = async {} => {}
        }
    });
    pretty_assertions::assert_eq!(log, [1, 2]);
}

/// 2.2: the rest borrows the fields that it uses.
#[test]
fn disjoint_fields() {
    #[with_defer]
    async fn fields(pair: &mut Pair) -> usize {
        let left = &mut pair.left;
        defer!(|| {
            say_later(left).await;
            left.push('!');
        });
        for i in 0..2 {
            defer!(|| left.push('?'));
            yield_now().await;
            pair.right.push(i.to_string());
        }
        pair.right.len()
    }
    let mut pair = Pair {
        left: String::from("left"),
        right: Vec::new(),
    };
    pretty_assertions::assert_eq!(trace(|| assert_eq!(finish(fields(&mut pair)), 2)), ["left??"]);
    assert_eq!(pair.left, "left??!");
}

/// The value's temporaries are dropped when this edition says so.
#[test]
fn order() {
    async fn plain() -> u32 {
        let _local = Noisy("local");
        yield_now().await;
        Noisy("temporary").get()
    }
    #[with_defer]
    async fn behind_a_call() -> u32 {
        defer! {}
        let _local = Noisy("local");
        yield_now().await;
        Noisy("temporary").get()
    }
    #[with_defer]
    async fn behind_a_loop() -> u32 {
        let _local = Noisy("local");
        for _ in 0..1 {
            defer!(say("iteration"));
            yield_now().await;
        }
        Noisy("temporary").get()
    }
    #[with_defer]
    async fn in_a_block() -> u32 {
        let block = async {
            defer! {}
            let _local = Noisy("local");
            yield_now().await;
            Noisy("temporary").get()
        };
        block.await
    }
    let lines: &[&str] = said!(["local", "temporary"] 2024 ["temporary", "local"]);
    pretty_assertions::assert_eq!(trace(|| finish(plain())), lines);
    pretty_assertions::assert_eq!(trace(|| finish(behind_a_call())), lines);
    pretty_assertions::assert_eq!(trace(|| finish(behind_a_loop()))[1..], *lines);
    pretty_assertions::assert_eq!(trace(|| finish(in_a_block())), lines);
}
