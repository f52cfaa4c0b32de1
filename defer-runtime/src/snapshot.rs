//! The arguments of a deferred formatting macro: copied where they can be, borrowed otherwise (rule 2.6).

/// A place whose value now is wanted. Method resolution tries [`ByCopy`] first, then [`ByBorrow`].
pub struct Snapshot<'a, T: ?Sized>(pub &'a T);

/// Copies the value.
pub trait ByCopy<T> {
    /// The value of now.
    fn take(&self) -> T;
}

impl<T: Copy> ByCopy<T> for &Snapshot<'_, T> {
    #[inline(always)]
    fn take(&self) -> T {
        *self.0
    }
}

/// Borrows the value, so that a later change of it does not compile.
pub trait ByBorrow<'a, T: ?Sized> {
    /// The value, which stays as it is while it is borrowed.
    fn take(&self) -> &'a T;
}

impl<'a, T: ?Sized> ByBorrow<'a, T> for Snapshot<'a, T> {
    #[inline(always)]
    fn take(&self) -> &'a T {
        self.0
    }
}
