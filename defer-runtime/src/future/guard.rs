//! The rest of an async scope. Cancelled, it is dropped where it stands (rule 8.3). What a guard adds to it is a
//! reference (rule 8.6).

use super::Control;
use crate::run::{Left, Stop};
use crate::unwind::{Payload, catch, resume};
use core::future::Future;
use core::pin::Pin;
use core::task::{Context, Poll};
use pin_project_lite::pin_project;

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
    #[project = GuardPoll]
    pub enum Guard<'c, F> {
        Running {
            #[pin]
            rest: F,
            control: &'c Control,
        },
        Left,
    }
}

/// The rest of a scope, as a future that gives how it was left.
#[inline]
pub fn guard<T, F: Future<Output = T>>(control: &Control, rest: F) -> Guard<'_, F> {
    control.begin();
    Guard::Running { rest, control }
}

impl<F: Future> Future for Guard<'_, F> {
    type Output = Left<F::Output, Stopped>;

    #[inline]
    fn poll(mut self: Pin<&mut Self>, cx: &mut Context<'_>) -> Poll<Self::Output> {
        let (rest, control) = self.as_mut().running();
        if !control.runs() {
            return self.poll_cancelled(cx);
        }
        let left = match catch(|| rest.poll(cx)) {
            Ok(Poll::Pending) => return Poll::Pending,
            Ok(Poll::Ready(value)) => Ok(value),
            Err(panic) => Err(panic.into()),
        };
        control.end();
        Poll::Ready(left)
    }
}

impl<'c, F: Future> Guard<'c, F> {
    #[inline]
    fn running(self: Pin<&mut Self>) -> (Pin<&mut F>, &'c Control) {
        match self.project() {
            GuardPoll::Running { rest, control } => (rest, *control),
            GuardPoll::Left => unreachable!("a rest is not polled after it was left"),
        }
    }

    #[cold]
    #[inline(never)]
    fn poll_cancelled(mut self: Pin<&mut Self>, cx: &mut Context<'_>) -> Poll<Left<F::Output, Stopped>> {
        let (rest, control) = self.as_mut().running();
        let (level, begins) = control.enter_cancelled();
        // One that begins in a deferred call of a cancelled scope is polled once.
        let polled = if !begins && control.cancels(level) {
            Ok(Poll::Pending)
        } else {
            catch(|| rest.poll(cx))
        };
        let panic = match polled {
            Ok(Poll::Ready(value)) => {
                control.end_cancelled(level);
                return Poll::Ready(Ok(value));
            }
            Ok(Poll::Pending) if !control.cancels(level) => {
                control.leave_cancelled(level);
                return Poll::Pending;
            }
            Ok(Poll::Pending) => {
                control.cancel_from(level);
                catch(|| self.set(Guard::Left)).err()
            }
            Err(panic) => Some(panic),
        };
        let cancelled = control.end_cancelled(level);
        Poll::Ready(Err(Stopped { panic, cancelled }))
    }
}

/// Takes note of a cancellation during a deferred call that has been completed nevertheless: it is one of the scope.
pub fn note_cancelled<T>(control: &Control, left: &mut Left<T, Stopped>) {
    if !control.is_detached() {
        return;
    }
    match left {
        Ok(_) => {
            *left = Err(Stopped {
                panic: None,
                cancelled: true,
            });
        }
        Err(stopped) => stopped.cancelled = true,
    }
}

/// Carries on what stopped a rest, after its deferred call has run: the panic goes on, and what was cancelled stays
/// where it is until it is dropped.
#[cold]
pub fn stopped<T>(stopped: Stopped) -> impl Future<Output = T> {
    let mut panic = stopped.panic;
    core::future::poll_fn(move |_| match panic.take() {
        Some(panic) => resume(panic),
        None => Poll::Pending,
    })
}
