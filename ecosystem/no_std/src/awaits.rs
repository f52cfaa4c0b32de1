//! Async functions (8).

use crate::Trace;
use core::cell::RefCell;
use core::future::{Future, pending, ready};
use core::pin::pin;
use core::task::{Context, Poll, Waker};
use defer_runtime::{defer, errdefer, with_defer};

async fn close(trace: &RefCell<Trace>) {
    ready(()).await;
    trace.borrow_mut().note("closed");
}

#[with_defer]
async fn session(trace: &RefCell<Trace>, finishes: bool) {
    defer!(close(trace).await);
    errdefer!(|| trace.borrow_mut().note("cancelled"));
    trace.borrow_mut().note("served");
    if !finishes {
        pending::<()>().await;
    }
}

/// Polls a session once, then drops it.
pub fn cancelled(trace: &RefCell<Trace>) {
    assert!(poll_once(session(trace, false)).is_pending());
}

/// Polls a session to its end.
pub fn finished(trace: &RefCell<Trace>) {
    assert_eq!(poll_once(session(trace, true)), Poll::Ready(()));
}

fn poll_once<F: Future>(future: F) -> Poll<F::Output> {
    pin!(future).poll(&mut Context::from_waker(Waker::noop()))
}
