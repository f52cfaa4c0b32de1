//! What the functions say lines with, and what the async ones are run by.

use std::cell::RefCell;
use std::pin::pin;
use std::task::{Context, Poll, Waker};

thread_local! {
    static TRACE: RefCell<Vec<String>> = const { RefCell::new(Vec::new()) };
}

/// Adds a line to the trace of this thread.
pub fn say(line: &str) {
    TRACE.with_borrow_mut(|trace| trace.push(line.to_owned()));
}

/// Adds a line with a number.
pub fn note(name: &str, n: usize) {
    say(&format!("{name} {n}"));
}

/// Waits once.
pub async fn pause() {
    let mut paused = false;
    std::future::poll_fn(|_| {
        if paused {
            return Poll::Ready(());
        }
        paused = true;
        Poll::Pending
    })
    .await;
}

/// Runs a future to its end.
pub fn finish<F: Future>(future: F) -> F::Output {
    let mut future = pin!(future);
    let mut context = Context::from_waker(Waker::noop());
    loop {
        if let Poll::Ready(output) = future.as_mut().poll(&mut context) {
            return output;
        }
    }
}

/// What `program` gives, and the lines that it said.
#[cfg(test)]
pub fn trace<T>(program: impl FnOnce() -> T) -> (T, Vec<String>) {
    TRACE.take();
    let output = program();
    (output, TRACE.take())
}

/// Polls a future once and drops it.
#[cfg(test)]
pub fn cancel<F: Future>(future: F) {
    let mut future = pin!(future);
    let mut context = Context::from_waker(Waker::noop());
    assert!(future.as_mut().poll(&mut context).is_pending(), "there is a wait in it");
}
