//! What takes a local out of the rest of a scope on the ways out that don't move it (rule 3.5).

use core::convert::Infallible;
use core::ops::ControlFlow;
use core::task::Poll;

/// Puts what the closure owns into its place outside, where it is dropped.
#[inline(always)]
pub fn spare<T>(place: &mut Option<T>, value: T) {
    *place = Some(value);
}

/// An operand of `?`, which can be taken apart so that something happens before it leaves.
#[diagnostic::on_unimplemented(
    message = "the `?` operator can only be applied to values that implement `Try`",
    label = "the `?` operator cannot be applied to type `{Self}`"
)]
pub trait Attempt<V, E> {
    /// Takes it apart into what `?` gives, and what it leaves with: that is no value, and a `?` on it converts it.
    ///
    /// # Errors
    ///
    /// What `?` leaves with.
    fn attempt(self) -> Result<V, E>;
}

#[diagnostic::do_not_recommend]
impl<T, E> Attempt<T, Result<Infallible, E>> for Result<T, E> {
    #[inline(always)]
    fn attempt(self) -> Result<T, Result<Infallible, E>> {
        self.map_err(Err)
    }
}

#[diagnostic::do_not_recommend]
impl<T> Attempt<T, Option<Infallible>> for Option<T> {
    #[inline(always)]
    fn attempt(self) -> Result<T, Option<Infallible>> {
        self.ok_or(None)
    }
}

#[diagnostic::do_not_recommend]
impl<B, C> Attempt<C, ControlFlow<B, Infallible>> for ControlFlow<B, C> {
    #[inline(always)]
    fn attempt(self) -> Result<C, ControlFlow<B, Infallible>> {
        match self {
            ControlFlow::Continue(value) => Ok(value),
            ControlFlow::Break(early) => Err(ControlFlow::Break(early)),
        }
    }
}

#[diagnostic::do_not_recommend]
impl<T, E> Attempt<Poll<T>, Result<Infallible, E>> for Poll<Result<T, E>> {
    #[inline(always)]
    fn attempt(self) -> Result<Poll<T>, Result<Infallible, E>> {
        match self {
            Poll::Ready(Ok(value)) => Ok(Poll::Ready(value)),
            Poll::Ready(Err(early)) => Err(Err(early)),
            Poll::Pending => Ok(Poll::Pending),
        }
    }
}

#[diagnostic::do_not_recommend]
impl<T, E> Attempt<Poll<Option<T>>, Result<Infallible, E>> for Poll<Option<Result<T, E>>> {
    #[inline(always)]
    fn attempt(self) -> Result<Poll<Option<T>>, Result<Infallible, E>> {
        match self {
            Poll::Ready(Some(Ok(value))) => Ok(Poll::Ready(Some(value))),
            Poll::Ready(Some(Err(early))) => Err(Err(early)),
            Poll::Ready(None) => Ok(Poll::Ready(None)),
            Poll::Pending => Ok(Poll::Pending),
        }
    }
}
