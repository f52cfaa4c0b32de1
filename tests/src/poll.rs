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
    step();
    REGISTRY.with_borrow_mut(Registry::suspend);
    crate::pause().await;
    step();
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
    cancelled: bool,
    /// A panic or a cancellation is under way.
    fails: bool,
    faults: Vec<String>,
    /// The steps taken so far, which of them panic, how many have, and the one that has last.
    steps: usize,
    panics_at: Vec<usize>,
    panicked: usize,
    under_way: Option<usize>,
}

thread_local! {
    static REGISTRY: RefCell<Registry> = RefCell::default();
}

fn register(name: impl ToString, runs: Runs) -> String {
    let name = name.to_string();
    step();
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
    REGISTRY.with_borrow_mut(|registry| registry.run(name));
    step();
}

impl Registry {
    /// A cancellation drops what waits. Where that is a deferred call, it replaces the panic under way, as a panic of
    /// the call would.
    fn suspend(&mut self) {
        if self.cancelled {
            self.under_way = None;
        }
    }

    fn run(&mut self, name: &str) {
        self.ran.push(name.to_owned());
        while let Some((open, runs)) = self.open.pop() {
            if open == name {
                if self.fails && matches!(runs, Runs::OnSuccess | Runs::WithError) {
                    self.faults.push(format!("{name} ran on a failure"));
                }
                return;
            }
            if runs == Runs::Always || runs == Runs::OnFailure && self.fails {
                self.faults.push(format!("{name} ran before {open}"));
            }
        }
        self.faults.push(format!("{name} ran, but is not registered"));
    }

    /// The step that panics now.
    fn step(&mut self) -> Option<usize> {
        let step = self.steps;
        self.steps += 1;
        let panics = self.panics_at.contains(&step);
        if panics {
            self.fails = true;
            self.panicked += 1;
            // One that starts in the unwinding of another never gets out.
            if !std::thread::panicking() {
                self.under_way = Some(step);
            }
        }
        panics.then_some(step)
    }
}

/// A place where a test may have a panic.
pub fn step() {
    if let Some(step) = REGISTRY.with_borrow_mut(Registry::step) {
        // As `panic!` does, but without a message on the terminal: there are thousands.
        resume_unwind(Box::new(format!("step {step}")));
    }
}

/// The panic under way was recovered from.
pub fn recovered() {
    REGISTRY.with_borrow_mut(|registry| {
        registry.fails = registry.cancelled;
        registry.under_way = None;
    });
}

/// Where the panics of a run are.
#[derive(Clone, Copy, Debug, PartialEq)]
pub enum Panics {
    /// In the polls, or in the drop.
    Anywhere,
    /// In the drop only, from which the steps are counted.
    InDrop,
    /// The same, while another panic unwinds.
    InDropWhileUnwinding,
}

/// How a future ended that was polled and then dropped.
#[derive(Debug)]
pub struct Run {
    /// It was done before it was dropped.
    pub done: bool,
    /// The message of the panic that came out of it, or out of its drop.
    pub panic: Option<String>,
    /// The message that ought to.
    pub panic_expected: Option<String>,
    /// How many steps have panicked.
    pub panicked: usize,
    /// How many deferred calls ran.
    pub ran: usize,
}

const OUTER: &str = "outer panic";

/// Polls a future so many times and drops it, with panics at these steps. All that is registered must run, in its order,
/// and when it is dropped at the latest.
#[track_caller]
pub fn cancel_after<F: Future>(polls: usize, panics: Panics, at: &[usize], make: impl FnOnce() -> F) -> Run {
    let described = format!("polled {polls} times, panics {panics:?} at {at:?}");
    crate::trace(|| {});
    let panics_at = at.to_vec();
    REGISTRY.set(Registry::default());
    let mut future = Box::pin(make());
    if panics == Panics::Anywhere {
        REGISTRY.with_borrow_mut(|registry| registry.panics_at = panics_at.clone());
    }
    let mut done = false;
    let polled = caught(|| done = (0..polls).any(|_| poll_once(future.as_mut()).is_ready()));
    let is_over = done || polled.is_some();

    let (pending, ran_before) = REGISTRY.with_borrow_mut(|registry| {
        if panics != Panics::Anywhere {
            registry.steps = 0;
            registry.panics_at = panics_at;
        }
        registry.cancelled = !is_over;
        if !is_over {
            registry.suspend();
        }
        registry.fails |= !is_over;
        registry.late.clear();
        (registry.pending(), registry.ran.len())
    });
    let dropped = caught(|| {
        let _future = future;
        if panics == Panics::InDropWhileUnwinding {
            resume_unwind(Box::new(OUTER));
        }
    });

    let registry = REGISTRY.take();
    let pending = if is_over { Vec::new() } else { pending };
    let in_drop = registry.ran[ran_before..]
        .iter()
        .filter(|name| !registry.late.contains(name));
    assert_eq!(
        in_drop.collect::<Vec<_>>(),
        pending.iter().collect::<Vec<_>>(),
        "{described}: what its drop ran"
    );
    assert_eq!(
        registry.pending(),
        [""; 0],
        "{described}: never ran, after {:?}",
        registry.ran
    );
    assert_eq!(registry.faults, [""; 0], "{described}: in {:?}", registry.ran);
    let panic_expected = match panics {
        Panics::InDropWhileUnwinding => Some(String::from(OUTER)),
        _ => registry.under_way.map(|step| format!("step {step}")),
    };
    Run {
        done,
        panic: polled.or(dropped),
        panic_expected,
        panicked: registry.panicked,
        ran: registry.ran.len(),
    }
}

impl Registry {
    /// Those that are to run now, the last one first.
    fn pending(&self) -> Vec<String> {
        let open = self.open.iter().rev();
        open.filter(|(_, runs)| *runs == Runs::Always || *runs == Runs::OnFailure && self.fails)
            .map(|(name, _)| name.clone())
            .collect()
    }
}

fn caught(run: impl FnOnce()) -> Option<String> {
    let panic = catch_unwind(AssertUnwindSafe(run)).err()?;
    Some(match panic.downcast::<String>() {
        Ok(message) => *message,
        Err(panic) => String::from(*panic.downcast_ref::<&str>().expect("a message")),
    })
}

/// Drops a future after each number of polls, until it is done; gives how many polls that took.
#[track_caller]
pub fn cancel_everywhere<F: Future>(make: impl Fn() -> F) -> usize {
    for polls in 0..1000 {
        let run = cancel_after(polls, Panics::Anywhere, &[], &make);
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
