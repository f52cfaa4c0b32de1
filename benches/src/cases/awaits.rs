//! Async functions, polled until they are done. By hand there is no cleanup on a cancellation, with guards none that
//! awaits.

use crate::{Input, Ledger};
use std::future::poll_fn;
use std::pin::Pin;
use std::task::{Context, Poll, Waker};

/// Is pending so many times.
async fn pause(mut times: u32) {
    poll_fn(|_| {
        if times == 0 {
            return Poll::Ready(());
        }
        times -= 1;
        Poll::Pending
    })
    .await;
}

/// Polls as an executor does, which doesn't know what it polls.
#[inline(never)]
fn finish(mut future: Pin<&mut dyn Future<Output = u64>>) -> u64 {
    loop {
        if let Poll::Ready(output) = future.as_mut().poll(&mut Context::from_waker(Waker::noop())) {
            return output;
        }
    }
}

async fn by_hand(input: &Input, ledger: &mut Ledger, pauses: u32) -> u64 {
    ledger.open(1);
    let sum = input.step(0) ^ input.step(1);
    pause(pauses).await;
    let sum = sum ^ input.step(2);
    ledger.close(1);
    sum
}

async fn drop_guard(input: &Input, ledger: &mut Ledger, pauses: u32) -> u64 {
    ledger.open(1);
    let _close = super::Close { ledger, id: 1 };
    let sum = input.step(0) ^ input.step(1);
    pause(pauses).await;
    sum ^ input.step(2)
}

async fn scopeguard(input: &Input, ledger: &mut Ledger, pauses: u32) -> u64 {
    ledger.open(1);
    scopeguard::defer! { ledger.close(1); }
    let sum = input.step(0) ^ input.step(1);
    pause(pauses).await;
    sum ^ input.step(2)
}

async fn defer_crate(input: &Input, ledger: &mut Ledger, pauses: u32) -> u64 {
    ledger.open(1);
    let _close = defer::defer(|| ledger.close(1));
    let sum = input.step(0) ^ input.step(1);
    pause(pauses).await;
    sum ^ input.step(2)
}

mod awaiting {
    use super::{Input, Ledger, pause};
    use defer_runtime::{defer, with_defer};

    #[with_defer]
    pub async fn with_defer(input: &Input, ledger: &mut Ledger, pauses: u32) -> u64 {
        ledger.open(1);
        defer!(ledger.close(1));
        let sum = input.step(0) ^ input.step(1);
        pause(pauses).await;
        sum ^ input.step(2)
    }
}

macro_rules! pauses {
    ($name:ident, $title:literal, $pauses:literal) => {
        pub(super) mod $name {
            use super::awaiting::with_defer;
            use super::{by_hand, defer_crate, drop_guard, scopeguard};
            use crate::case::case;

            case!($title, |run, world| {
                let pauses = std::hint::black_box($pauses);
                super::finish(std::pin::pin!(run(&world.input, &mut world.ledger, pauses)))
            });
        }
    };
}

pauses!(ready, "async, ready at once", 0);
pauses!(suspended, "async, pending three times", 3);
