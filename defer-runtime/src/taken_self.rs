//! `self` as the receiver of a method that is taken to move it. Where it is a reference, or `Copy`, that makes no difference: it has no
//! destructor, and such a method is called as it is written.

use crate::taken::{Taken, Unboxed, taken};
use core::marker::PhantomData;

/// The type of a receiver.
#[derive(Debug)]
pub struct Receiver<T>(PhantomData<fn() -> T>);

impl<T> Receiver<T> {
    /// That of this one.
    #[inline(always)]
    pub fn of(_: &T) -> Self {
        Receiver(PhantomData)
    }
}

/// A receiver that may be borrowed.
#[derive(Debug)]
pub struct Plain<T>(pub T);

/// Of types without a destructor.
#[derive(Debug)]
pub struct Lent;

impl Lent {
    /// As it is.
    #[inline(always)]
    pub fn taken<T>(self, value: T) -> Plain<T> {
        Plain(value)
    }
}

/// Of any other.
#[derive(Debug)]
pub struct Moved;

impl Moved {
    /// For a method that moves it.
    #[inline(always)]
    pub fn taken<T: Unboxed<M>, M>(self, value: T) -> Taken<T> {
        taken(value)
    }
}

// Method lookup tries these in this order.

/// Of what is `Copy`.
pub trait TakesCopy {
    /// It may be borrowed.
    #[inline(always)]
    fn kind(&self) -> Lent {
        Lent
    }
}

impl<T: Copy> TakesCopy for &&Receiver<T> {}

/// Of a `&mut` reference.
pub trait TakesReference {
    /// It may be borrowed.
    #[inline(always)]
    fn kind(&self) -> Lent {
        Lent
    }
}

impl<T: ?Sized> TakesReference for &Receiver<&mut T> {}

/// Of anything else.
pub trait TakesAny {
    /// It has to be moved.
    #[inline(always)]
    fn kind(&self) -> Moved {
        Moved
    }
}

impl<T> TakesAny for Receiver<T> {}
