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
pub trait Attempt {
    /// What `?` gives.
    type Output;
    /// What it leaves with, which is no value: a `?` on that converts it.
    type Early;
    /// Takes it apart.
    ///
    /// # Errors
    ///
    /// What `?` leaves with.
    fn attempt(self) -> Result<Self::Output, Self::Early>;
}

/// Takes the operand of a `?` apart.
#[inline(always)]
#[expect(clippy::missing_errors_doc, reason = "an error is none of this function's")]
pub fn attempt<T: Attempt>(operand: T) -> Result<T::Output, T::Early> {
    operand.attempt()
}

#[diagnostic::do_not_recommend]
impl<T, E> Attempt for Result<T, E> {
    type Output = T;
    type Early = Result<Infallible, E>;
    #[inline(always)]
    fn attempt(self) -> Result<T, Result<Infallible, E>> {
        self.map_err(Err)
    }
}

#[diagnostic::do_not_recommend]
impl<T> Attempt for Option<T> {
    type Output = T;
    type Early = Option<Infallible>;
    #[inline(always)]
    fn attempt(self) -> Result<T, Option<Infallible>> {
        self.ok_or(None)
    }
}

#[diagnostic::do_not_recommend]
impl<B, C> Attempt for ControlFlow<B, C> {
    type Output = C;
    type Early = ControlFlow<B, Infallible>;
    #[inline(always)]
    fn attempt(self) -> Result<C, ControlFlow<B, Infallible>> {
        match self {
            ControlFlow::Continue(value) => Ok(value),
            ControlFlow::Break(early) => Err(ControlFlow::Break(early)),
        }
    }
}

#[diagnostic::do_not_recommend]
impl<T, E> Attempt for Poll<Result<T, E>> {
    type Output = Poll<T>;
    type Early = Result<Infallible, E>;
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
impl<T, E> Attempt for Poll<Option<Result<T, E>>> {
    type Output = Poll<Option<T>>;
    type Early = Result<Infallible, E>;
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
