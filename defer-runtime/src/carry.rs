//! Results that a function can be left with early: the ways out of a loop's body travel inside them, so that `?` and
//! a hidden `return Err(…)` go on working there. By that the error of a `?` in a deferred call leaves the loop (rule 6.3).

use core::ops::ControlFlow;
use core::task::Poll;

/// A result that `?` can leave a function with.
#[diagnostic::on_unimplemented(
    message = "`?` can't leave a function that returns `{Self}`",
    label = "not a `Result`, `Option`, `ControlFlow` or `Poll` of such",
    note = "the error of `?` in a deferred call or in a loop body with deferred calls has to become the function's"
)]
pub trait Carry: Sized {
    /// The same type around the ways out.
    type Of<T>;
    /// What was carried, or the early end.
    ///
    /// # Errors
    ///
    /// The function's result, where the rest was left early.
    fn split<T>(carried: Self::Of<T>) -> Result<T, Self>;
}

#[diagnostic::do_not_recommend]
impl<V, E> Carry for Result<V, E> {
    type Of<T> = Result<T, E>;
    #[inline(always)]
    fn split<T>(carried: Result<T, E>) -> Result<T, Self> {
        carried.map_err(Err)
    }
}

#[diagnostic::do_not_recommend]
impl<V> Carry for Option<V> {
    type Of<T> = Option<T>;
    #[inline(always)]
    fn split<T>(carried: Option<T>) -> Result<T, Self> {
        carried.ok_or(None)
    }
}

#[diagnostic::do_not_recommend]
impl<B, C> Carry for ControlFlow<B, C> {
    type Of<T> = ControlFlow<B, T>;
    #[inline(always)]
    fn split<T>(carried: ControlFlow<B, T>) -> Result<T, Self> {
        match carried {
            ControlFlow::Continue(value) => Ok(value),
            ControlFlow::Break(early) => Err(ControlFlow::Break(early)),
        }
    }
}

#[diagnostic::do_not_recommend]
impl<V, E> Carry for Poll<Result<V, E>> {
    type Of<T> = Poll<Result<T, E>>;
    #[inline(always)]
    fn split<T>(carried: Poll<Result<T, E>>) -> Result<T, Self> {
        match carried {
            Poll::Ready(Ok(value)) => Ok(value),
            Poll::Ready(Err(early)) => Err(Poll::Ready(Err(early))),
            Poll::Pending => Err(Poll::Pending),
        }
    }
}

#[diagnostic::do_not_recommend]
impl<V, E> Carry for Poll<Option<Result<V, E>>> {
    type Of<T> = Poll<Result<T, E>>;
    #[inline(always)]
    fn split<T>(carried: Poll<Result<T, E>>) -> Result<T, Self> {
        match carried {
            Poll::Ready(Ok(value)) => Ok(value),
            Poll::Ready(Err(early)) => Err(Poll::Ready(Some(Err(early)))),
            Poll::Pending => Err(Poll::Pending),
        }
    }
}

/// `Poll` of anything, in a function where no `?` occurs: left early by a hidden `return Poll::Pending`.
pub struct Pending<P>(P);

#[diagnostic::do_not_recommend]
impl<V> Carry for Pending<Poll<V>> {
    type Of<T> = Poll<T>;
    #[inline(always)]
    fn split<T>(carried: Poll<T>) -> Result<T, Self> {
        match carried {
            Poll::Ready(value) => Ok(value),
            Poll::Pending => Err(Pending(Poll::Pending)),
        }
    }
}

impl<P> Pending<P> {
    /// The early end.
    #[inline(always)]
    pub fn early(self) -> P {
        self.0
    }
}

/// The type that carries `T` inside the result `R`.
pub type Of<R, T> = <R as Carry>::Of<T>;

/// A result with a way out inside.
pub trait Carried<T> {
    /// Carries `value`, which is not an early end.
    fn carry(value: T) -> Self;
}

/// Puts a way out into the result around it.
#[inline(always)]
pub fn carry<C: Carried<T>, T>(value: T) -> C {
    C::carry(value)
}

impl<T, E> Carried<T> for Result<T, E> {
    #[inline(always)]
    fn carry(value: T) -> Self {
        Ok(value)
    }
}

impl<T> Carried<T> for Option<T> {
    #[inline(always)]
    fn carry(value: T) -> Self {
        Some(value)
    }
}

impl<B, T> Carried<T> for ControlFlow<B, T> {
    #[inline(always)]
    fn carry(value: T) -> Self {
        ControlFlow::Continue(value)
    }
}

impl<T> Carried<T> for Poll<T> {
    #[inline(always)]
    fn carry(value: T) -> Self {
        Poll::Ready(value)
    }
}

impl<T, E> Carried<T> for Poll<Result<T, E>> {
    #[inline(always)]
    fn carry(value: T) -> Self {
        Poll::Ready(Ok(value))
    }
}
