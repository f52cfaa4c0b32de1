//! Named results: their zero value, and how the rest's way out becomes theirs (rule 5).

use crate::carry::{Carry, Of};
use crate::flow::Flow;
use crate::run::Left;
use std::marker::PhantomData;

/// The zero value of a result's type. Method resolution tries [`ZeroOfResult`] first, then [`ZeroOfDefault`].
pub struct Zero<T>(PhantomData<T>);

/// The zero value of the type that is wanted.
#[inline(always)]
pub fn zero<T>() -> Zero<T> {
    Zero(PhantomData)
}

/// `Ok` of the zero value.
pub trait ZeroOfResult<T> {
    /// What the named result starts as.
    fn value(&self) -> T;
}

impl<V: Default, E> ZeroOfResult<Result<V, E>> for &Zero<Result<V, E>> {
    #[inline(always)]
    fn value(&self) -> Result<V, E> {
        Ok(V::default())
    }
}

/// The default of any other type.
pub trait ZeroOfDefault<T> {
    /// What the named result starts as.
    fn value(&self) -> T;
}

impl<T: Default> ZeroOfDefault<T> for Zero<T> {
    #[inline(always)]
    fn value(&self) -> T {
        T::default()
    }
}

/// Assigns what the rest returned to the named result, and leaves the ways out without it.
#[inline(always)]
pub fn settle<N, B, R, J>(left: Left<Flow<N, B, R, J>>, assign: impl FnOnce(R)) -> Left<Flow<N, B, (), J>> {
    Ok(without_value(left?, assign))
}

/// The same where the rest may have been left early, by `?`.
#[inline(always)]
pub fn settle_early<N, B, R: Carry, J>(left: Left<Of<R, Flow<N, B, R, J>>>, result: &mut R) -> Left<Flow<N, B, (), J>> {
    let way = R::split(left?).unwrap_or_else(Flow::Return);
    Ok(without_value(way, |value| *result = value))
}

#[inline(always)]
fn without_value<N, B, R, J>(way: Flow<N, B, R, J>, assign: impl FnOnce(R)) -> Flow<N, B, (), J> {
    match way {
        Flow::Next(value) => Flow::Next(value),
        Flow::Break(value) => Flow::Break(value),
        Flow::Return(value) => {
            assign(value);
            Flow::Return(())
        }
        Flow::Jump(jump) => Flow::Jump(jump),
    }
}
