//! Results that carry a way out (rules 3.1, 6.3).
//!
//! The rest of a loop's body gives its ways out as data. They travel inside the function's own result, in place of its
//! value, so that `?` and a hidden `return Err(…)` go on working in the closure: what those leave it with is an *early*
//! result, of the function and not of the rest. The deferred code that `?` may leave carries `()` in the same way.

use crate::run::Left;
use crate::way_out::WayOut;
use core::marker::PhantomData;
use core::ops::ControlFlow;
use core::task::Poll;

/// A result that `?` can leave a function with.
#[diagnostic::on_unimplemented(
    message = "`?` can't leave a function that returns `{Self}`",
    label = "not a `Result`, `Option`, `ControlFlow` or `Poll` of such",
    note = "the error of `?` in a deferred call or in a loop body with deferred calls has to become the function's"
)]
pub trait Carry {
    /// The same type around what it carries.
    type Carried<T>;
    /// The function's result.
    type Returned;
    /// What was carried.
    ///
    /// # Errors
    ///
    /// The early result.
    fn uncarry<T>(carried: Self::Carried<T>) -> Result<T, Self::Returned>;
}

#[diagnostic::do_not_recommend]
impl<V, E> Carry for Result<V, E> {
    type Carried<T> = Result<T, E>;
    type Returned = Self;
    #[inline(always)]
    fn uncarry<T>(carried: Result<T, E>) -> Result<T, Self> {
        carried.map_err(Err)
    }
}

#[diagnostic::do_not_recommend]
impl<V> Carry for Option<V> {
    type Carried<T> = Option<T>;
    type Returned = Self;
    #[inline(always)]
    fn uncarry<T>(carried: Option<T>) -> Result<T, Self> {
        carried.ok_or(None)
    }
}

#[diagnostic::do_not_recommend]
impl<B, C> Carry for ControlFlow<B, C> {
    type Carried<T> = ControlFlow<B, T>;
    type Returned = Self;
    #[inline(always)]
    fn uncarry<T>(carried: ControlFlow<B, T>) -> Result<T, Self> {
        match carried {
            ControlFlow::Continue(value) => Ok(value),
            ControlFlow::Break(early) => Err(ControlFlow::Break(early)),
        }
    }
}

#[diagnostic::do_not_recommend]
impl<V, E> Carry for Poll<Result<V, E>> {
    type Carried<T> = Poll<Result<T, E>>;
    type Returned = Self;
    #[inline(always)]
    fn uncarry<T>(carried: Poll<Result<T, E>>) -> Result<T, Self> {
        match carried {
            Poll::Ready(Ok(value)) => Ok(value),
            Poll::Ready(Err(early)) => Err(Poll::Ready(Err(early))),
            Poll::Pending => Err(Poll::Pending),
        }
    }
}

#[diagnostic::do_not_recommend]
impl<V, E> Carry for Poll<Option<Result<V, E>>> {
    type Carried<T> = Poll<Result<T, E>>;
    type Returned = Self;
    #[inline(always)]
    fn uncarry<T>(carried: Poll<Result<T, E>>) -> Result<T, Self> {
        match carried {
            Poll::Ready(Ok(value)) => Ok(value),
            Poll::Ready(Err(early)) => Err(Poll::Ready(Some(Err(early)))),
            Poll::Pending => Err(Poll::Pending),
        }
    }
}

/// `Poll` of anything, in a function where no `?` occurs: a hidden `return Poll::Pending` leaves it early.
pub struct Pending<P>(PhantomData<P>);

#[diagnostic::do_not_recommend]
impl<V> Carry for Pending<Poll<V>> {
    type Carried<T> = Poll<T>;
    type Returned = Poll<V>;
    #[inline(always)]
    fn uncarry<T>(carried: Poll<T>) -> Result<T, Poll<V>> {
        match carried {
            Poll::Ready(value) => Ok(value),
            Poll::Pending => Err(Poll::Pending),
        }
    }
}

/// The result `R` with `T` in place of its value.
pub type Carried<R, T> = <R as Carry>::Carried<T>;

/// What [`Carried`] names.
pub trait Carrier<T> {
    /// Carries `value`.
    fn carry(value: T) -> Self;
}

/// Puts a way out, or the end of deferred code, into the result that carries it.
#[inline(always)]
pub fn carry<C: Carrier<T>, T>(value: T) -> C {
    C::carry(value)
}

/// Takes a way out of the result that carries it, where deferred code looks at it; an early result is a return.
#[inline(always)]
#[expect(clippy::type_complexity, reason = "the types are what it is about")]
pub fn uncarry<N, B, C: Carry, J, U>(
    left: Left<Carried<C, WayOut<N, B, C::Returned, J>>, U>,
) -> Left<WayOut<N, B, C::Returned, J>, U> {
    Ok(C::uncarry(left?).unwrap_or_else(WayOut::Return))
}

impl<T, E> Carrier<T> for Result<T, E> {
    #[inline(always)]
    fn carry(value: T) -> Self {
        Ok(value)
    }
}

impl<T> Carrier<T> for Option<T> {
    #[inline(always)]
    fn carry(value: T) -> Self {
        Some(value)
    }
}

impl<B, T> Carrier<T> for ControlFlow<B, T> {
    #[inline(always)]
    fn carry(value: T) -> Self {
        ControlFlow::Continue(value)
    }
}

impl<T> Carrier<T> for Poll<T> {
    #[inline(always)]
    fn carry(value: T) -> Self {
        Poll::Ready(value)
    }
}

impl<T, E> Carrier<T> for Poll<Result<T, E>> {
    #[inline(always)]
    fn carry(value: T) -> Self {
        Poll::Ready(Ok(value))
    }
}
