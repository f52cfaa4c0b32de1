//! Futures polled by hand: every poll, and what the spawner gets, is in the test's hand.

use defer_tests::{say, trace};
use std::cell::{Cell, RefCell};
use std::future::poll_fn;
use std::panic::{AssertUnwindSafe, catch_unwind};
use std::pin::Pin;
use std::task::{Context, Poll, Waker};

pub type Task = Pin<Box<dyn Future<Output = ()>>>;

thread_local! {
    pub static KEPT: RefCell<Vec<Task>> = const { RefCell::new(Vec::new()) };
    static TURN: Cell<u32> = const { Cell::new(0) };
}

/// The spawner of these tests: whoever polls what it keeps is the executor.
pub fn keep(task: impl Future<Output = ()> + 'static) {
    say("spawned");
    KEPT.with_borrow_mut(|kept| kept.push(Box::pin(task)));
}

/// A spawner that drops what it gets.
pub fn lose(task: impl Future<Output = ()>) {
    say("lost");
    drop(task);
}

/// Brings whatever is waited for a turn nearer.
pub fn next_turn() {
    TURN.set(TURN.get() + 1);
}

/// Polls it in the next turn.
pub fn poll<F: Future + ?Sized>(future: &mut Pin<Box<F>>) -> Poll<F::Output> {
    next_turn();
    future.as_mut().poll(&mut Context::from_waker(Waker::noop()))
}

/// Pending for this many turns. Being polled is not enough: a cancellation polls too.
pub async fn turns(count: u32) {
    let due = TURN.get() + count;
    poll_fn(|_| match TURN.get() < due {
        true => Poll::Pending,
        false => Poll::Ready(()),
    })
    .await;
}

/// Says when it begins and when it has ended, a turn later.
pub async fn close(what: &str) {
    say(format!("closes {what}"));
    turns(1).await;
    say(format!("closed {what}"));
}

/// Polls `future` that often, and drops it where it is pending still.
pub fn cancel_after<T>(polls: u32, future: impl Future<Output = T>) -> Option<T> {
    let mut future = Box::pin(future);
    for _ in 0..polls {
        if let Poll::Ready(value) = poll(&mut future) {
            return Some(value);
        }
    }
    None
}

/// The same, where what it waits for has come by the time it is dropped.
pub fn cancel_when_ready_after<T>(polls: u32, future: impl Future<Output = T>) {
    let mut future = Box::pin(future);
    for _ in 0..polls {
        assert!(poll(&mut future).is_pending());
    }
    next_turn();
}

/// Polls what was spawned to its end; how many polls it took.
pub fn complete_spawned() -> u32 {
    let mut polls = 0;
    for mut task in KEPT.take() {
        polls += 1;
        while poll(&mut task).is_pending() {
            polls += 1;
            assert!(polls < 100, "it never ends");
        }
    }
    polls
}

/// What is said while what was spawned is polled to its end.
pub fn completed() -> Vec<String> {
    trace(|| {
        complete_spawned();
    })
}

/// Tests what a body says that is cancelled after so many polls: at once, and once it is polled again by whatever got
/// it from the spawner. `spawned` and `lost` are among the lines where there was something to hand over.
macro_rules! cancels {
    ($($name:ident ($spawn:ident, $polls:literal) $body:block => $at_once:expr, $later:expr;)*) => {
        $(#[test]
        fn $name() {
            #[with_defer(detach = $spawn)]
            async fn body() $body
            let at_once = trace(|| assert_eq!(cancel_after($polls, body()), None));
            assert_eq!((at_once, completed()), (lines(&$at_once), lines(&$later)));
        })*
    };
}

pub fn lines(lines: &[&str]) -> Vec<String> {
    lines.iter().map(ToString::to_string).collect()
}

/// Drops `future` after so many polls; the message of the panic that came out of it.
pub fn panic_of_cancelling<T>(polls: u32, future: impl Future<Output = T>) -> Option<String> {
    let cancelled = catch_unwind(AssertUnwindSafe(|| assert!(cancel_after(polls, future).is_none())));
    cancelled
        .err()
        .map(|panic| *panic.downcast::<String>().expect("a message"))
}

/// Polls what was spawned to its end; the message of the panic that came out of it.
pub fn panic_of_completing() -> Option<String> {
    let completed = catch_unwind(AssertUnwindSafe(|| {
        complete_spawned();
    }));
    completed
        .err()
        .map(|panic| *panic.downcast::<String>().expect("a message"))
}

/// Panics with a message that is a `String`.
pub fn boom(message: &str) {
    say(format!("{message}!"));
    panic!("{message}");
}
