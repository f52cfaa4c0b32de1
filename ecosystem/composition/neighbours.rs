//! Rule 1.1: `#[with_defer]` beside attributes of other crates, in the orders that work; the manual has them as a table. What they say in the
//! other order is theirs: the deferred calls are gone from the function that they make, or the function isn't what it says any more.

#![allow(clippy::unused_async)]

use defer_runtime::{defer, errdefer, with_defer};
use std::cell::RefCell;
use std::pin::pin;
use std::task::{Context, Poll, Waker};

fn now<F: Future>(future: F) -> F::Output {
    match pin!(future).poll(&mut Context::from_waker(Waker::noop())) {
        Poll::Ready(value) => value,
        Poll::Pending => unreachable!("nothing in it waits"),
    }
}

/// Above it: what rstest makes of the function holds the other attributes.
mod rstest_test {
    use super::*;
    use rstest::{fixture, rstest};

    #[fixture]
    fn log() -> RefCell<Vec<u32>> {
        RefCell::default()
    }

    #[with_defer]
    #[rstest]
    #[case(1)]
    #[case(2)]
    fn cases(log: RefCell<Vec<u32>>, #[case] n: u32) {
        defer!(|| assert_eq!(*log.borrow(), [n]));
        log.borrow_mut().push(n);
    }

    #[with_defer]
    #[rstest]
    fn values(#[values(1, 2)] n: u32) -> Result<(), String> {
        errdefer!(|| unreachable!());
        n.checked_sub(1).ok_or("none")?;
        Ok(())
    }
}

/// In either order.
mod one_at_a_time {
    use super::*;
    use serial_test::serial;
    use std::sync::atomic::{AtomicU32, Ordering};

    static RUNNING: AtomicU32 = AtomicU32::new(0);

    #[test]
    #[serial]
    #[with_defer]
    fn below() {
        assert_eq!(RUNNING.swap(1, Ordering::SeqCst), 0);
        defer!(RUNNING.store(0, Ordering::SeqCst));
    }

    #[with_defer]
    #[test]
    #[serial]
    fn above() {
        assert_eq!(RUNNING.swap(1, Ordering::SeqCst), 0);
        defer!(RUNNING.store(0, Ordering::SeqCst));
    }
}

/// In either order.
mod async_recursion {
    use super::*;
    use ::async_recursion::async_recursion;

    #[async_recursion]
    #[with_defer]
    async fn below(n: u32, log: &mut Vec<u32>) -> u32 {
        defer!(log.push(n));
        if n == 0 {
            return 1;
        }
        below(n - 1, log).await + n
    }

    #[with_defer]
    #[async_recursion]
    async fn above(n: u32, log: &mut Vec<u32>) -> u32 {
        defer!(log.push(n));
        if n == 0 {
            return 1;
        }
        above(n - 1, log).await + n
    }

    #[test]
    fn both() {
        let mut log = Vec::new();
        assert_eq!((now(below(2, &mut log)), now(above(2, &mut log))), (4, 4));
        assert_eq!(log, [0, 1, 2, 0, 1, 2]);
    }
}

/// Below it: it takes `async` and `.await` away.
mod maybe_async {
    use super::*;
    use ::maybe_async::{maybe_async, must_be_sync};

    async fn one() -> u32 {
        1
    }

    fn one_at_once() -> u32 {
        1
    }

    #[maybe_async]
    #[with_defer]
    async fn asynchronous(log: &mut Vec<u32>) -> u32 {
        defer!(log.push(1));
        let n = one().await;
        log.push(0);
        n
    }

    #[must_be_sync]
    #[with_defer]
    async fn synchronous(log: &mut Vec<u32>) -> u32 {
        defer!(log.push(1));
        let n = one_at_once().await;
        log.push(0);
        n
    }

    #[test]
    fn both() {
        let mut log = Vec::new();
        assert_eq!((now(asynchronous(&mut log)), synchronous(&mut log)), (1, 1));
        assert_eq!(log, [0, 1, 0, 1]);
    }
}

/// In either order: it puts the body into a closure.
mod fn_error_context {
    use super::*;
    use ::fn_error_context::context;
    use anyhow::{Result, ensure};

    #[context("of {n}")]
    #[with_defer]
    fn below(n: u32, log: &mut Vec<u32>) -> Result<u32> {
        errdefer!(log.push(2));
        defer!(log.push(1));
        ensure!(n > 1, "small");
        Ok(n)
    }

    #[with_defer]
    #[context("of {n}")]
    fn above(n: u32, log: &mut Vec<u32>) -> Result<u32> {
        errdefer!(log.push(2));
        defer!(log.push(1));
        ensure!(n > 1, "small");
        Ok(n)
    }

    #[test]
    fn both() {
        for function in [below, above] {
            let mut log = Vec::new();
            assert_eq!(function(1, &mut log).unwrap_err().to_string(), "of 1");
            assert_eq!(function(2, &mut log).unwrap(), 2);
            assert_eq!(log, [1, 2, 1]);
        }
    }
}

/// Below it: it makes a `Result` of what the function returns.
mod culpa {
    use super::*;
    use ::culpa::{throw, throws};

    #[throws(String)]
    #[with_defer]
    fn below(n: u32, log: &mut Vec<u32>) -> u32 {
        errdefer!(log.push(2));
        defer!(log.push(1));
        if n == 1 {
            throw!("small");
        }
        n
    }

    #[test]
    fn throws_are_failures() {
        let mut log = Vec::new();
        assert_eq!(
            (below(1, &mut log), below(2, &mut log)),
            (Err("small".to_owned()), Ok(2))
        );
        assert_eq!(log, [1, 2, 1]);
    }
}

/// Below it: it looks for the branches of the function's last expression.
mod auto_enums {
    use super::*;
    use ::auto_enums::auto_enum;

    #[auto_enum(Iterator)]
    #[with_defer]
    fn below(n: u32, log: &mut Vec<u32>) -> impl Iterator<Item = u32> + use<> {
        defer!(log.push(n));
        match n {
            0 => 0..1,
            1 => [3, 4].into_iter(),
            _ => std::iter::empty(),
        }
    }

    #[test]
    fn each_branch() {
        let mut log = Vec::new();
        let counts = [0, 1, 2].map(|n| below(n, &mut log).count());
        assert_eq!((counts, log), ([1, 2, 0], vec![0, 1, 2]));
    }
}
