//! Cancelled deferred calls that are completed by a spawner (rule 8.4).
//!
//! The body is boxed, so that it can be handed on halfway. What cancels it is a poll with a waker that only this module
//! has: so the control can stay inside of the box.

use super::Control;
use super::cancel::{Cancellable, cancellable, rethrow};
use crate::unwind::catch;
use std::future::Future;
use std::pin::Pin;
use std::sync::{Arc, LazyLock};
use std::task::{Context, Poll, Wake, Waker};

/// Tells the body that is polled with it that it is cancelled.
static CANCELS: LazyLock<Waker> = LazyLock::new(|| Arc::new(Nothing).into());

struct Nothing;

impl Wake for Nothing {
    fn wake(self: Arc<Self>) {}
}

/// A body that gives nothing once it is cancelled and its deferred calls are done.
pub struct Detachable<'b, 'c, F: Future>(Cancellable<'b, 'c, F>);

/// The body of an async function whose deferred calls may be completed by a spawner.
pub fn detachable<'b, 'c, F: Future>(control: &'c Control, body: Pin<&'b mut F>) -> Detachable<'b, 'c, F> {
    Detachable(cancellable(control, body))
}

impl<F: Future> Future for Detachable<'_, '_, F> {
    type Output = Option<F::Output>;

    fn poll(mut self: Pin<&mut Self>, cx: &mut Context<'_>) -> Poll<Self::Output> {
        let mut body = Pin::new(&mut self.0);
        let polled = if cx.waker().will_wake(&CANCELS) {
            let control = body.control();
            if !control.has_rests() && !control.is_deferring() {
                return Poll::Ready(None);
            }
            control.cancel(true);
            body.as_mut().poll(&mut Context::from_waker(Waker::noop()))
        } else {
            body.as_mut().poll(cx)
        };
        let control = body.control();
        let is_done = !control.runs() && !control.has_rests() && !control.is_deferring();
        match polled {
            Poll::Ready(value) => Poll::Ready(Some(value)),
            Poll::Pending if is_done => Poll::Ready(None),
            Poll::Pending => Poll::Pending,
        }
    }
}

/// An async function that hands its deferred calls to a spawner when it is cancelled.
pub struct Detached<F, S>
where
    F: Future,
    S: FnOnce(Remaining<F>),
{
    task: Option<Pin<Box<F>>>,
    spawn: Option<S>,
}

/// Boxes the body of an async function; `spawn` gets what is left of it when it is cancelled.
pub fn detached<T, F, S>(spawn: S, body: F) -> Detached<F, S>
where
    F: Future<Output = Option<T>>,
    S: FnOnce(Remaining<F>),
{
    Detached {
        task: Some(Box::pin(body)),
        spawn: Some(spawn),
    }
}

// The body is pinned in its box, and the spawner is never pinned.
impl<F: Future, S: FnOnce(Remaining<F>)> Unpin for Detached<F, S> {}

impl<T, F, S> Future for Detached<F, S>
where
    F: Future<Output = Option<T>>,
    S: FnOnce(Remaining<F>),
{
    type Output = T;

    fn poll(mut self: Pin<&mut Self>, cx: &mut Context<'_>) -> Poll<T> {
        // A panic leaves nothing to hand on.
        let Some(mut task) = self.task.take() else {
            unreachable!("a future is not polled after it was left");
        };
        match task.as_mut().poll(cx) {
            Poll::Ready(Some(value)) => Poll::Ready(value),
            Poll::Ready(None) => unreachable!("only what is dropped is cancelled"),
            Poll::Pending => {
                self.task = Some(task);
                Poll::Pending
            }
        }
    }
}

impl<F: Future, S: FnOnce(Remaining<F>)> Drop for Detached<F, S> {
    fn drop(&mut self) {
        let (Some(mut task), Some(spawn)) = (self.task.take(), self.spawn.take()) else {
            return;
        };
        rethrow(catch(|| {
            if task.as_mut().poll(&mut Context::from_waker(&CANCELS)).is_pending() {
                spawn(Remaining { task });
            }
        }));
    }
}

/// What is left of a cancelled async function: deferred calls that are still to be completed. Where it is dropped, the
/// call that is under way ends there, and those outside of it run as without a spawner (rule 8.3).
pub struct Remaining<F> {
    task: Pin<Box<F>>,
}

impl<F: Future> Future for Remaining<F> {
    type Output = ();

    fn poll(mut self: Pin<&mut Self>, cx: &mut Context<'_>) -> Poll<()> {
        self.task.as_mut().poll(cx).map(drop)
    }
}
