//! Named results: their zero value (rule 5.1), and how they are assigned what the rest returns (rule 5.2).

use crate::carry::{Carried, Carry};
use crate::run::{Left, Unwind};
use crate::unwind::catch;
use crate::way_out::WayOut;
use core::marker::PhantomData;
use core::mem;

/// The zero value of a result's type. Method resolution tries [`ZeroOfResult`] first, then [`ZeroOfDefault`].
pub struct Zero<T>(PhantomData<T>);

/// The zero value of the type that is wanted.
#[inline(always)]
pub fn zero<T>() -> Zero<T> {
    Zero(PhantomData)
}

/// `Ok` of the zero value.
pub trait ZeroOfResult<T> {
    /// What it holds when it is `Ok`.
    type Value;
    /// What the named result starts as.
    fn value(&self) -> T
    where
        Self::Value: HasZero;
}

impl<V, E> ZeroOfResult<Result<V, E>> for &Zero<Result<V, E>> {
    type Value = V;
    #[inline(always)]
    fn value(&self) -> Result<V, E>
    where
        V: HasZero,
    {
        Ok(V::zero())
    }
}

/// The default of any other type.
pub trait ZeroOfDefault<T> {
    /// What the named result starts as.
    fn value(&self) -> T
    where
        T: HasZero;
}

impl<T> ZeroOfDefault<T> for Zero<T> {
    #[inline(always)]
    fn value(&self) -> T
    where
        T: HasZero,
    {
        T::zero()
    }
}

/// A type that a named result can start as without being told.
#[diagnostic::on_unimplemented(
    message = "`{Self}` has no zero value for the named result to start as",
    label = "write its first value: `name = …`",
    note = "the zero value is that of `Default`, or `Ok` of it for a `Result`"
)]
pub trait HasZero {
    /// The zero value.
    fn zero() -> Self;
}

#[diagnostic::do_not_recommend]
impl<T: Default> HasZero for T {
    #[inline(always)]
    fn zero() -> T {
        T::default()
    }
}

/// Assigns what the rest has returned to the named result, and takes it out of the way out.
#[inline(always)]
pub fn assign<N, B, R, J, U: Unwind>(
    left: Left<WayOut<N, B, Option<R>, J>, U>,
    assign: impl FnOnce(R),
) -> Left<WayOut<N, B, (), J>, U> {
    without_value(left?, assign)
}

/// The same where the result carries the way out: an early one, by `?`, is assigned too.
#[expect(clippy::type_complexity, reason = "the types are what it is about")]
#[inline(always)]
pub fn assign_carried<N, B, R: Carry<Returned = R>, J, U: Unwind>(
    left: Left<Carried<R, WayOut<N, B, Option<R>, J>>, U>,
    result: &mut R,
) -> Left<WayOut<N, B, (), J>, U> {
    let way = R::uncarry(left?).unwrap_or_else(|early| WayOut::Return(Some(early)));
    without_value(way, |value| *result = value)
}

#[inline(always)]
fn without_value<N, B, R, J, U: Unwind>(
    way: WayOut<N, B, Option<R>, J>,
    assign: impl FnOnce(R),
) -> Left<WayOut<N, B, (), J>, U> {
    Ok(match way {
        WayOut::Next(value) => WayOut::Next(value),
        WayOut::Break(value) => WayOut::Break(value),
        WayOut::Return(None) => WayOut::Return(()),
        WayOut::Return(Some(value)) => {
            if mem::needs_drop::<R>() {
                // The destructor of the value before may panic: that is a panic of the scope (rule 3.3).
                catch(|| assign(value))?;
            } else {
                assign(value);
            }
            WayOut::Return(())
        }
        WayOut::Jump(jump) => WayOut::Jump(jump),
    })
}
