//! A part that the closure owns, on a way out that doesn't move it: behind the closure it goes back to what it is a part of. One
//! that is copied has never left, and what it is a part of may be a reference, or borrowed: then what gives it back is unreachable.

use core::convert::Infallible;

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
