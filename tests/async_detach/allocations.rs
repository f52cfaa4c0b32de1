//! What the option costs (8.4, 8.5): one allocation a call, of which there is none without it.

use super::by_hand::{cancel_after, next_turn, turns};
use allocation_counter::measure;
use defer_runtime::{defer, with_defer};
use pretty_assertions::assert_eq;
use std::pin::pin;
use std::task::{Context, Poll, Waker};

/// Polls `future` that often in place, and drops it; how many allocations that made, all of them freed by then.
fn allocations<T>(polls: u32, future: impl Future<Output = T>) -> (u64, Poll<T>) {
    let mut ended = Poll::Pending;
    let info = measure(|| {
        let mut future = pin!(future);
        for _ in 0..polls {
            next_turn();
            ended = future.as_mut().poll(&mut Context::from_waker(Waker::noop()));
        }
    });
    assert_eq!((info.count_current, info.bytes_current), (0, 0), "something leaks");
    (info.count_total, ended)
}

/// Bodies that await, in their deferred calls too.
macro_rules! bodies {
    ($($module:ident { $($options:tt)* })*) => {
        $(mod $module {
            use super::*;

            #[with_defer($($options)*)]
            pub async fn straight(n: u32) -> u32 {
                let mut n = n;
                defer!(turns(1).await);
                defer!(|| {
                    turns(1).await;
                    n += 1;
                });
                turns(1).await;
                n
            }

            #[with_defer($($options)*)]
            pub async fn conditional_and_loop(n: u32) -> u32 {
                for i in 0..3 {
                    if i < n {
                        defer!(turns(1).await);
                    }
                    defer!(|| {
                        turns(1).await;
                    });
                    turns(1).await;
                }
                n
            }
        })*
    };
}

bodies! {
    plain {}
    detached { detach = |_task| () }
}

#[test]
fn without_the_option() {
    assert_eq!(allocations(0, plain::straight(5)), (0, Poll::Pending));
    assert_eq!(allocations(1, plain::straight(5)), (0, Poll::Pending));
    assert_eq!(allocations(2, plain::straight(5)), (0, Poll::Pending));
    assert_eq!(allocations(4, plain::straight(5)), (0, Poll::Ready(5)));
    assert_eq!(allocations(3, plain::conditional_and_loop(2)), (0, Poll::Pending));
    assert_eq!(allocations(9, plain::conditional_and_loop(2)), (0, Poll::Ready(2)));
}

/// What a process allocates once, for all such calls, is not counted here.
#[test]
fn with_the_option() {
    cancel_after(1, detached::straight(5));

    assert_eq!(allocations(0, detached::straight(5)), (0, Poll::Pending));
    assert_eq!(allocations(1, detached::straight(5)), (1, Poll::Pending));
    assert_eq!(allocations(2, detached::straight(5)), (1, Poll::Pending));
    assert_eq!(allocations(4, detached::straight(5)), (1, Poll::Ready(5)));
    assert_eq!(allocations(3, detached::conditional_and_loop(2)), (1, Poll::Pending));
    assert_eq!(allocations(9, detached::conditional_and_loop(2)), (1, Poll::Ready(2)));
}
