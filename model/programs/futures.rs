// What the generated async programs call and await. Each program runs several times: to its end and dropped after each
// number of polls, without a fault and with one.

use super::support::*;
use std::panic::{AssertUnwindSafe, catch_unwind};
use std::pin::Pin;
use std::task::{Context, Poll, Waker};

/// Pending once. Says when it is polled first, and when it is dropped before its end.
struct Pause {
    n: i64,
    is_pending: bool,
}

impl Future for Pause {
    type Output = ();

    fn poll(mut self: Pin<&mut Self>, _: &mut Context<'_>) -> Poll<()> {
        tick();
        if self.is_pending {
            self.is_pending = false;
            return Poll::Ready(());
        }
        line(format!("pause {}", self.n));
        self.is_pending = true;
        Poll::Pending
    }
}

impl Drop for Pause {
    fn drop(&mut self) {
        if self.is_pending {
            line(format!("cut {}", self.n));
        }
    }
}

pub async fn pause(n: i64) -> i64 {
    Pause { n, is_pending: false }.await;
    say_text(format!("paused {n}"));
    n
}

pub async fn fallible_later(n: i64) -> Result<i64, i64> {
    pause(n).await;
    fallible(n)
}

pub async fn maybe_later(n: i64) -> Option<i64> {
    pause(n).await;
    maybe(n)
}

/// An async block that gives this.
pub fn giving<T, F: Future<Output = T>>(future: F) -> F {
    future
}

/// What a program gives as text. It is `Send`, as its body is (8.5).
pub type Started = Pin<Box<dyn Future<Output = String> + Send>>;

/// How far a run came.
#[derive(Clone, Copy, Default)]
struct Counts {
    steps: u64,
    calls: u64,
    polls: u64,
}

fn counts() -> Counts {
    Counts {
        steps: steps(),
        calls: calls(),
        polls: POLLS.get(),
    }
}

/// Polls until it is ready, or that many times, and drops it. Says how it ended, and how far it was before the drop.
fn drive(program: fn() -> Started, polls: Option<u64>) -> (String, Counts) {
    POLLS.set(0);
    let mut future = program();
    let mut context = Context::from_waker(Waker::noop());
    let outcome = loop {
        if polls == Some(POLLS.get()) {
            break "dropped".into();
        }
        tick();
        match catch_unwind(AssertUnwindSafe(|| future.as_mut().poll(&mut context))) {
            Ok(Poll::Ready(value)) => break format!("returned {value}"),
            Ok(Poll::Pending) => POLLS.set(POLLS.get() + 1),
            Err(payload) => break panicked(payload),
        }
    };
    let at_drop = counts();
    match catch_unwind(AssertUnwindSafe(|| drop(future))) {
        Ok(()) => (outcome, at_drop),
        Err(payload) => (format!("{outcome}, {}", panicked(payload)), at_drop),
    }
}

/// Runs each program with every fault, dropped after each number of polls, and with some of the faults and drops that
/// can meet; prints a line for each run.
pub fn run_async(programs: &[(usize, fn() -> Started)]) {
    let limit = start();
    let few = limit as usize / 4;
    for &(index, program) in programs {
        if !begins(index) {
            continue;
        }
        let run = |fault, polls| {
            let mut at_drop = Counts::default();
            let told = once(fault, || {
                let (outcome, counts) = drive(program, polls);
                at_drop = counts;
                outcome
            });
            print(index, fault, polls, &told);
            (at_drop, counts())
        };
        let (_, end) = run(Fault::None, None);
        let panics = (1..=end.steps.min(limit)).map(Fault::Panic);
        for fault in panics.chain((1..=end.calls.min(limit)).map(Fault::Error)) {
            let (_, end) = run(fault, None);
            for polls in (POLLS_AT_FAULT.get() + 1..=end.polls).take(few) {
                run(fault, Some(polls));
            }
        }
        for polls in 0..=end.polls.min(limit) {
            let (at_drop, end) = run(Fault::None, Some(polls));
            let panics = (at_drop.steps + 1..=end.steps).take(few).map(Fault::Panic);
            let errors = (at_drop.calls + 1..=end.calls).take(few).map(Fault::Error);
            for fault in panics.chain(errors) {
                run(fault, Some(polls));
            }
        }
    }
}
