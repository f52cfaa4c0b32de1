//! Polling by hand: futures that suspend when a test says so, and a model of what is registered that each run is held
//! against.

use std::cell::RefCell;
use std::fmt::Debug;
use std::future::Future;
use std::panic::{AssertUnwindSafe, catch_unwind, resume_unwind};
use std::pin::{Pin, pin};
use std::task::{Context, Poll, Waker};

/// Suspends once.
pub async fn pause() {
    let mut suspended = false;
    std::future::poll_fn(|_| match std::mem::replace(&mut suspended, true) {
        true => Poll::Ready(()),
        false => Poll::Pending,
    })
    .await;
}

/// Polls once.
pub fn poll_once<F: Future + ?Sized>(future: Pin<&mut F>) -> Poll<F::Output> {
    future.poll(&mut Context::from_waker(Waker::noop()))
}

/// Polls until the future is done.
pub fn finish<F: Future>(future: F) -> F::Output {
    let mut future = pin!(future);
    for _ in 0..10_000 {
        if let Poll::Ready(value) = poll_once(future.as_mut()) {
            return value;
        }
    }
    panic!("it never ends");
}

/// Polls so many times, or until the future is done, and drops it.
pub fn drop_after<F: Future>(polls: usize, future: F) -> Option<F::Output> {
    let mut future = Box::pin(future);
    (0..polls).find_map(|_| match poll_once(future.as_mut()) {
        Poll::Ready(value) => Some(value),
        Poll::Pending => None,
    })
}

/// When a deferred call runs.
#[derive(Clone, Copy, Debug, PartialEq)]
enum Runs {
    /// `defer!`
    Always,
    /// `errdefer!`
    OnFailure,
    /// `okdefer!`
    OnSuccess,
    /// `errdefer!(|err| …)`
    WithError,
}

/// What is registered, as the rules have it: a stack. A scope with conditional calls begins with an unconditional one,
/// whose run shows that those above were passed over.
#[derive(Debug, Default)]
struct Registry {
    open: Vec<(String, Runs)>,
    /// What was registered since the cancellation began.
    late: Vec<String>,
    ran: Vec<String>,
    /// A panic or a cancellation is under way.
    fails: bool,
    faults: Vec<String>,
    /// The steps taken so far, those that panic, and those that have.
    steps: usize,
    panics_at: Vec<usize>,
    panicked: Vec<usize>,
}

thread_local! {
    static REGISTRY: RefCell<Registry> = RefCell::default();
}

fn register(name: impl ToString, runs: Runs) -> String {
    let name = name.to_string();
    REGISTRY.with_borrow_mut(|registry| {
        registry.open.push((name.clone(), runs));
        registry.late.push(name.clone());
    });
    name
}

/// Registers a call that always runs; gives its name.
pub fn always(name: impl ToString) -> String {
    register(name, Runs::Always)
}

/// Registers an `errdefer!`.
pub fn on_failure(name: impl ToString) -> String {
    register(name, Runs::OnFailure)
}

/// Registers an `okdefer!`.
pub fn on_success(name: impl ToString) -> String {
    register(name, Runs::OnSuccess)
}

/// Registers an `errdefer!(|err| …)`.
pub fn with_error(name: impl ToString) -> String {
    register(name, Runs::WithError)
}

/// A deferred call runs: it must be the one that was registered last.
pub fn ran(name: impl AsRef<str>) {
    let name = name.as_ref();
    crate::say(name);
    REGISTRY.with_borrow_mut(|registry| {
        registry.ran.push(name.to_owned());
        while let Some((open, runs)) = registry.open.pop() {
            let is_this = open == name;
            let may_run = matches!(runs, Runs::Always | Runs::OnFailure) || !registry.fails;
            let may_be_skipped = match runs {
                Runs::Always => false,
                Runs::OnFailure => !registry.fails,
                Runs::OnSuccess | Runs::WithError => true,
            };
            if is_this && may_run {
                return;
            }
            if is_this || !may_be_skipped {
                registry
                    .faults
                    .push(format!("{name} ran, where {open} was registered last, {runs:?}"));
            }
            if is_this {
                return;
            }
        }
        registry.faults.push(format!("{name} ran, but is not registered"));
    });
}

/// Panics if it is its turn.
pub fn step() {
    let panics = REGISTRY.with_borrow_mut(|registry| {
        let step = registry.steps;
        registry.steps += 1;
        let panics = registry.panics_at.contains(&step);
        if panics {
            registry.fails = true;
            registry.panicked.push(step);
        }
        panics.then_some(step)
    });
    if let Some(step) = panics {
        // As `panic!` does, but without a message on the terminal: there are thousands.
        resume_unwind(Box::new(format!("step {step}")));
    }
}

/// A panic was recovered from.
pub fn recovered() {
    REGISTRY.with_borrow_mut(|registry| registry.fails = false);
}

/// How a future was left that was polled and then dropped.
#[derive(Debug)]
pub struct Run {
    /// It was done before it was dropped.
    pub done: bool,
    /// The message of the panic that came out of it, or out of its `drop`.
    pub panic: Option<String>,
    /// How many steps it took.
    pub steps: usize,
    /// The steps that panicked.
    pub panicked: Vec<usize>,
    /// How many deferred calls ran.
    pub ran: usize,
}

fn begin() {
    crate::trace(|| {});
    REGISTRY.set(Registry::default());
}

/// Those that a failure runs now, the last one first.
fn pending() -> Vec<String> {
    REGISTRY.with_borrow(|registry| {
        let run = registry.open.iter().rev();
        run.filter(|(_, runs)| matches!(runs, Runs::Always | Runs::OnFailure))
            .map(|(name, _)| name.clone())
            .collect()
    })
}

/// Tests that everything registered has run.
#[track_caller]
fn end(described: &str) {
    let registry = REGISTRY.take();
    let left = registry
        .open
        .iter()
        .filter(|(_, runs)| *runs == Runs::Always || registry.fails && *runs == Runs::OnFailure)
        .collect::<Vec<_>>();
    assert!(
        left.is_empty(),
        "{described}: never ran: {left:?}, after {:?}",
        registry.ran
    );
    assert!(
        registry.faults.is_empty(),
        "{described}: {:?}, in {:?}",
        registry.faults,
        registry.ran
    );
}

fn message_of(result: std::thread::Result<()>) -> Option<String> {
    result.err().map(|payload| match payload.downcast::<String>() {
        Ok(message) => *message,
        Err(payload) => String::from(*payload.downcast_ref::<&str>().expect("a message")),
    })
}

/// Polls a future so many times and drops it, with panics at these steps, counted from its creation or, where
/// `in_drop`, from its drop. All that is registered must run in its order, when it is dropped at the latest.
#[track_caller]
pub fn cancel_after<F: Future>(polls: usize, panics_at: &[usize], in_drop: bool, make: impl FnOnce() -> F) -> Run {
    let described = format!("polled {polls} times, panics at {panics_at:?}");
    begin();
    let mut future = Box::pin(make());
    if !in_drop {
        REGISTRY.with_borrow_mut(|registry| registry.panics_at = panics_at.to_vec());
    }
    let mut done = false;
    let polled = catch_unwind(AssertUnwindSafe(|| {
        done = (0..polls).any(|_| poll_once(future.as_mut()).is_ready());
    }));
    let is_over = done || polled.is_err();
    let expected = pending();
    if is_over {
        assert!(
            polled.is_err()
                || REGISTRY.with_borrow(|registry| registry.open.iter().all(|(_, runs)| *runs != Runs::Always)),
            "{described}: it is done, and this has not run: {expected:?}"
        );
    }
    REGISTRY.with_borrow_mut(|registry| {
        if in_drop {
            registry.steps = 0;
            registry.panics_at = panics_at.to_vec();
        }
        registry.fails |= !is_over;
        registry.late.clear();
    });
    let ran_before = REGISTRY.with_borrow(|registry| registry.ran.len());
    let dropped = catch_unwind(AssertUnwindSafe(|| drop(future)));
    let (steps, panicked, ran, at_drop) = REGISTRY.with_borrow(|registry| {
        let at_drop = registry.ran[ran_before..].iter();
        let at_drop = at_drop
            .filter(|name| !registry.late.contains(name))
            .cloned()
            .collect::<Vec<_>>();
        (registry.steps, registry.panicked.clone(), registry.ran.len(), at_drop)
    });
    if is_over {
        assert_eq!(ran, ran_before, "{described}: it ran again when it was dropped");
        assert!(dropped.is_ok(), "{described}: its drop panics though it was over");
    } else {
        assert_eq!(at_drop, expected, "{described}: what its drop ran");
    }
    end(&described);
    Run {
        done,
        panic: message_of(polled).or(message_of(dropped)),
        steps,
        panicked,
        ran,
    }
}

/// Drops a future after each number of polls, until it is done; gives how many polls that took.
#[track_caller]
pub fn cancel_everywhere<F: Future>(make: impl Fn() -> F) -> usize {
    for polls in 0..1000 {
        let run = cancel_after(polls, &[], false, &make);
        assert_eq!(run.panic, None);
        if polls == 0 {
            assert_eq!(run.ran, 0, "never polled");
        }
        if run.done {
            return polls;
        }
    }
    panic!("it never ends");
}
