//! The body of an async function, which runs its deferred calls when it is dropped halfway (rules 7.4, 8.2).

use super::Control;
use crate::unwind::{Payload, catch, panicking, resume};
use core::future::Future;
use core::pin::Pin;
use core::task::{Context, Poll, Waker};

/// A body that can be cancelled. It is pinned outside of this: so rustc looks through one type less to see that the future
/// around can be sent, and that of a chain of functions can be sent that much deeper (rule 8.5).
pub struct Cancellable<'b, 'c, F: Future> {
    body: Pin<&'b mut F>,
    control: &'c Control,
}

impl<F: Future> Drop for Cancellable<'_, '_, F> {
    #[inline]
    fn drop(&mut self) {
        if self.control.has_rests() {
            self.cancel();
        }
    }
}

impl<F: Future> Cancellable<'_, '_, F> {
    /// Polls the body for its deferred calls.
    // Out of the way of a body that has ended.
    #[cold]
    #[inline(never)]
    fn cancel(&mut self) {
        self.control.cancel(false);
        rethrow(catch(|| {
            let _ = self.body.as_mut().poll(&mut Context::from_waker(Waker::noop()));
        }));
    }
}

/// The body of an async function, whose rests look at `control`.
#[inline]
pub fn cancellable<'b, 'c, F: Future>(control: &'c Control, body: Pin<&'b mut F>) -> Cancellable<'b, 'c, F> {
    Cancellable { body, control }
}

#[cfg(feature = "std")]
impl<F: Future> Cancellable<'_, '_, F> {
    pub(super) fn control(&self) -> &Control {
        self.control
    }
}

impl<F: Future> Future for Cancellable<'_, '_, F> {
    type Output = F::Output;

    #[inline]
    fn poll(mut self: Pin<&mut Self>, cx: &mut Context<'_>) -> Poll<F::Output> {
        self.body.as_mut().poll(cx)
    }
}

/// Lets a panic of a deferred call go on out of a `drop`, unless another is under way: two would abort (rule 7.4).
pub(super) fn rethrow<T>(dropped: Result<T, Payload>) {
    if let Err(panic) = dropped
        && !panicking()
    {
        resume(panic);
    }
}
