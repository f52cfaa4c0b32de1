//! The body of an async function, which runs its deferred calls when it is dropped halfway (rules 7.4, 8.2).

use super::Control;
use crate::unwind::{Payload, catch, panicking, resume};
use core::future::Future;
use core::pin::Pin;
use core::task::{Context, Poll, Waker};
use pin_project_lite::pin_project;

pin_project! {
    /// A body that can be cancelled.
    pub struct Cancellable<'c, F: Future> {
        #[pin]
        body: F,
        control: &'c Control,
    }

    impl<F: Future> PinnedDrop for Cancellable<'_, F> {
        fn drop(this: Pin<&mut Self>) {
            if this.control.has_rests() {
                this.control.cancel(false);
                rethrow(catch(|| {
                    let this = this.project();
                    let _ = this.body.poll(&mut Context::from_waker(Waker::noop()));
                }));
            }
        }
    }
}

/// The body of an async function, whose rests look at `control`.
#[inline]
pub fn cancellable<F: Future>(control: &Control, body: F) -> Cancellable<'_, F> {
    Cancellable { body, control }
}

#[cfg(feature = "std")]
impl<F: Future> Cancellable<'_, F> {
    pub(super) fn control(&self) -> &Control {
        self.control
    }
}

impl<F: Future> Future for Cancellable<'_, F> {
    type Output = F::Output;

    #[inline]
    fn poll(self: Pin<&mut Self>, cx: &mut Context<'_>) -> Poll<F::Output> {
        self.project().body.poll(cx)
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
