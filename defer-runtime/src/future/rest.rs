//! The rest of an async scope, and what unwinds there (rules 8.2, 8.3 and 8.6).

use super::Control;
use crate::leaving::Leaving;
use crate::run::{Left, Unwind, discard};
use crate::unwind::{self, Payload, catch};
use core::future::Future;
use core::mem;
use core::pin::Pin;
use core::task::{Context, Poll};
use pin_project_lite::pin_project;

/// What unwinds in an async scope: a panic, a cancellation, or both.
pub struct AsyncUnwind {
    panic: Option<Payload>,
    cancelled: bool,
}

impl From<Payload> for AsyncUnwind {
    fn from(panic: Payload) -> Self {
        AsyncUnwind {
            panic: Some(panic),
            cancelled: false,
        }
    }
}

impl Unwind for AsyncUnwind {
    fn supersede(self, earlier: &mut AsyncUnwind) -> AsyncUnwind {
        // A cancellation replaces the panic under way, as another panic would.
        let panic = mem::replace(&mut earlier.panic, self.panic);
        earlier.cancelled |= self.cancelled;
        AsyncUnwind {
            panic,
            cancelled: false,
        }
    }

    fn recover(self) -> (Option<Payload>, Option<AsyncUnwind>) {
        let still = self.cancelled.then_some(AsyncUnwind {
            panic: None,
            cancelled: true,
        });
        (self.panic, still)
    }

    fn leaving(&self) -> Leaving {
        // A panic of a deferred call of a cancelled scope is what can be recovered from there.
        match self.panic {
            Some(_) => Leaving::Panicking,
            None => Leaving::Cancelled,
        }
    }
}

pin_project! {
    /// Runs the rest of a scope, and drops it where it stands when the scope is cancelled.
    #[project = RestPoll]
    pub enum Rest<'c, F> {
        Running {
            #[pin]
            rest: F,
            control: &'c Control,
        },
        Left,
    }
}

/// Runs the rest of a scope; also deferred code that others are to follow. It counts as under way at once.
#[inline]
pub fn run_async<T, F: Future<Output = T>>(control: &Control, rest: F) -> Rest<'_, F> {
    control.begin();
    Rest::Running { rest, control }
}

impl<F: Future> Future for Rest<'_, F> {
    type Output = Left<F::Output, AsyncUnwind>;

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

impl<'c, F: Future> Rest<'c, F> {
    #[inline]
    fn running(self: Pin<&mut Self>) -> (Pin<&mut F>, &'c Control) {
        match self.project() {
            RestPoll::Running { rest, control } => (rest, *control),
            RestPoll::Left => unreachable!("a rest is not polled after it was left"),
        }
    }

    #[cold]
    #[inline(never)]
    fn poll_cancelled(mut self: Pin<&mut Self>, cx: &mut Context<'_>) -> Poll<Left<F::Output, AsyncUnwind>> {
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
                catch(|| self.set(Rest::Left)).err()
            }
            Err(panic) => Some(panic),
        };
        let cancelled = control.end_cancelled(level);
        Poll::Ready(Err(AsyncUnwind { panic, cancelled }))
    }
}

/// Takes note of a cancellation during a deferred call that has been completed nevertheless: it is one of the scope.
pub fn note_cancelled<T>(control: &Control, left: &mut Left<T, AsyncUnwind>) {
    if !control.is_detached() {
        return;
    }
    match left {
        Ok(_) => {
            let cancelled = AsyncUnwind {
                panic: None,
                cancelled: true,
            };
            let value = mem::replace(left, Err(cancelled));
            discard(value, left);
        }
        Err(unwind) => unwind.cancelled = true,
    }
}

/// Goes on with what unwinds, after the deferred call has run: a panic is resumed, and what was cancelled stays where it is
/// until it is dropped.
#[cold]
pub fn resume<T>(unwind: AsyncUnwind) -> impl Future<Output = T> {
    let mut panic = unwind.panic;
    core::future::poll_fn(move |_| match panic.take() {
        Some(panic) => unwind::resume(panic),
        None => Poll::Pending,
    })
}
