//! A part that the closure owns, on a way out that doesn't move it: behind the closure it goes back to what it is a part of. One
//! that is copied has never left, and what it is a part of may be a reference, or borrowed: then what gives it back is unreachable.

use core::convert::Infallible;
use core::marker::PhantomData;

/// What has come out of the closure of such a part.
#[derive(Debug)]
pub struct Kept<T>(pub Option<T>);

/// A part that is copied.
pub trait KeptCopy<T> {
    /// Gives nothing.
    fn given_back(self) -> Option<(T, Infallible)>;
}

impl<T: Copy> KeptCopy<T> for Kept<T> {
    #[inline(always)]
    fn given_back(self) -> Option<(T, Infallible)> {
        None
    }
}

/// One that is moved.
pub trait KeptMoved<T> {
    /// Gives it, if it is there.
    fn given_back(&mut self) -> Option<(T, ())>;
}

impl<T> KeptMoved<T> for Kept<T> {
    #[inline(always)]
    fn given_back(&mut self) -> Option<(T, ())> {
        self.0.take().map(|part| (part, ()))
    }
}

/// Gives what it is given: behind that rustc sees no code where it is `Infallible`.
#[inline(always)]
pub fn goes_on<G>(way: G) -> G {
    way
}

/// The type of a part that comes out of the closure with a way out that goes on to where it is named.
#[derive(Debug)]
pub struct Back<T>(PhantomData<fn() -> T>);

impl<T> Back<T> {
    /// That of this one.
    #[inline(always)]
    pub fn of(_: &T) -> Self {
        Back(PhantomData)
    }
}

/// What becomes of such a part: one of the two never is, which rustc sees by its `Infallible`.
#[derive(Debug)]
pub enum Given<T, M, C> {
    /// It goes back.
    Back(T, M),
    /// It has never left.
    Copied(C),
}

/// Of a part that is copied.
pub trait BackCopy<T> {
    /// Gives nothing.
    fn given(self, part: T) -> Given<T, Infallible, ()>;
}

impl<T: Copy> BackCopy<T> for Back<T> {
    #[inline(always)]
    fn given(self, _: T) -> Given<T, Infallible, ()> {
        Given::Copied(())
    }
}

/// Of one that is moved.
pub trait BackMoved<T> {
    /// Gives it.
    fn given(&self, part: T) -> Given<T, (), Infallible>;
}

impl<T> BackMoved<T> for Back<T> {
    #[inline(always)]
    fn given(&self, part: T) -> Given<T, (), Infallible> {
        Given::Back(part, ())
    }
}
