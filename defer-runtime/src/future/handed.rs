//! What a rest takes out of a place where it moves it (rule 8.6): else each rest around would hold it, too.

use core::future::{Future, IntoFuture};
use core::pin::Pin;
use core::task::{Context, Poll, ready};
use pin_project_lite::pin_project;

/// Takes what stands in a place.
#[inline(always)]
pub fn handed<T>(place: &mut Option<T>) -> T {
    match place.take() {
        Some(value) => value,
        None => unreachable!("it is put there before, and taken once"),
    }
}

/// What is to be awaited. Whether it is a future is asked by value: what has been borrowed keeps its room.
pub struct ToAwait<T>(pub T);

impl<T: Future> ToAwait<T> {
    /// It is the future itself.
    #[inline(always)]
    pub fn awaited(self) -> T {
        self.0
    }
}

/// What isn't a future yet.
pub trait AwaitedLater<T> {
    /// It becomes one when it is first polled, as it would where it is awaited.
    fn awaited<F>(self) -> Later<T, F>;
}

impl<T> AwaitedLater<T> for ToAwait<T> {
    fn awaited<F>(self) -> Later<T, F> {
        Later::Before { value: Some(self.0) }
    }
}

pin_project! {
    /// What becomes a future when it is first polled.
    #[project = LaterPoll]
    pub enum Later<T, F> {
        Before {
            value: Option<T>,
        },
        Running {
            #[pin]
            future: F,
        },
    }
}

impl<T, F> Future for Later<T, F>
where
    T: IntoFuture<IntoFuture = F>,
    F: Future,
{
    type Output = F::Output;

    fn poll(mut self: Pin<&mut Self>, cx: &mut Context<'_>) -> Poll<F::Output> {
        if let LaterPoll::Before { value } = self.as_mut().project()
            && let Some(value) = value.take()
        {
            let future = value.into_future();
            self.set(Later::Running { future });
        }
        match self.project() {
            LaterPoll::Running { future } => future.poll(cx),
            LaterPoll::Before { .. } => unreachable!("`into_future` has panicked, so that it is not polled again"),
        }
    }
}

/// A future that is awaited where it stands, and dropped when that ends or is left.
pub struct Awaited<'p, F> {
    place: Pin<&'p mut Option<F>>,
}

/// Awaits the future in a place.
#[inline(always)]
pub fn awaited<F: Future>(place: Pin<&mut Option<F>>) -> Awaited<'_, F> {
    Awaited { place }
}

impl<F: Future> Future for Awaited<'_, F> {
    type Output = F::Output;

    #[inline]
    fn poll(mut self: Pin<&mut Self>, cx: &mut Context<'_>) -> Poll<F::Output> {
        let Some(future) = self.place.as_mut().as_pin_mut() else {
            unreachable!("a future is not polled after it has ended");
        };
        let value = ready!(future.poll(cx));
        self.place.set(None);
        Poll::Ready(value)
    }
}

impl<F> Drop for Awaited<'_, F> {
    fn drop(&mut self) {
        self.place.set(None);
    }
}
