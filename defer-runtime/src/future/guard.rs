//! The rest of an async scope.

use super::Control;
use crate::run::{Left, Payload, Stop};
use pin_project_lite::pin_project;
use std::future::Future;
use std::panic::{AssertUnwindSafe, catch_unwind, resume_unwind};
use std::pin::Pin;
use std::task::{Context, Poll};

/// What stopped the rest of an async scope: a panic, the end of its future, or both.
pub struct Stopped {
    panic: Option<Payload>,
    cancelled: bool,
}

impl From<Payload> for Stopped {
    fn from(panic: Payload) -> Self {
        Stopped {
            panic: Some(panic),
            cancelled: false,
        }
    }
}

impl Stop for Stopped {
    fn supersede(self, earlier: &mut Stopped) {
        // A cancellation replaces the panic under way, as another panic would.
        earlier.panic = self.panic;
        earlier.cancelled |= self.cancelled;
    }

    fn recover(self) -> (Option<Payload>, Option<Stopped>) {
        let still = self.cancelled.then_some(Stopped {
            panic: None,
            cancelled: true,
        });
        (self.panic, still)
    }
}

pin_project! {
    /// Runs the rest of a scope, and drops it where it stands when the scope is cancelled.
    pub struct Guard<'c, F> {
        #[pin]
        rest: Option<F>,
        control: &'c Control,
        // None before the first poll.
        level: u16,
        deferred: u16,
        began_cancelled: bool,
    }
}

/// The rest of a scope, as a future that gives how it was left.
#[inline]
pub fn guard<T, F: Future<Output = T>>(control: &Control, rest: F) -> Guard<'_, F> {
    Guard {
        rest: Some(rest),
        control,
        level: 0,
        deferred: 0,
        began_cancelled: false,
    }
}

impl<F: Future> Future for Guard<'_, F> {
    type Output = Left<F::Output, Stopped>;

    #[inline]
    fn poll(self: Pin<&mut Self>, cx: &mut Context<'_>) -> Poll<Self::Output> {
        let mut this = self.project();
        let control = *this.control;
        let begins = *this.level == 0;
        if begins {
            (*this.level, *this.deferred) = control.begin_guard();
            *this.began_cancelled = control.is_cancelled();
        }
        let level = *this.level;
        // One that begins in a deferred call of a cancelled scope is polled once.
        let polled = if !begins && control.cancels(level) {
            Ok(Poll::Pending)
        } else {
            // What the rest leaves half-changed is seen by the deferred calls only, which are there to mend it.
            catch_unwind(AssertUnwindSafe(|| match this.rest.as_mut().as_pin_mut() {
                Some(rest) => rest.poll(cx),
                None => unreachable!("a rest is not polled after it was left"),
            }))
        };
        let left = match polled {
            Ok(Poll::Ready(value)) => Ok(value),
            Ok(Poll::Pending) if control.cancels(level) => {
                let dropped = catch_unwind(AssertUnwindSafe(|| this.rest.set(None)));
                Err(Stopped {
                    panic: dropped.err(),
                    cancelled: true,
                })
            }
            Ok(Poll::Pending) => return Poll::Pending,
            Err(panic) => Err(Stopped {
                panic: Some(panic),
                cancelled: control.is_cancelled() && !*this.began_cancelled,
            }),
        };
        control.end_guard(level, *this.deferred);
        Poll::Ready(left)
    }
}

/// Carries on what stopped a rest, after its deferred call has run: the panic goes on, and what was cancelled stays
/// where it is until it is dropped.
#[cold]
pub fn stopped<T>(stopped: Stopped) -> impl Future<Output = T> {
    let mut panic = stopped.panic;
    std::future::poll_fn(move |_| match panic.take() {
        Some(panic) => resume_unwind(panic),
        None => Poll::Pending,
    })
}
