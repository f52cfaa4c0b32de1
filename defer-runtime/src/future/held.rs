//! How the rest of an async scope holds a local of further out, so that the future is `Send` (rule 8.5).

/// By reference, which can be sent where the local can be shared. Method resolution tries this first, then
/// [`HeldByMut`]; naming the method in the rest makes it hold the local in that way.
pub trait HeldByRef {
    /// Never called.
    fn __held(&self) {}
}

impl<T: Sync + ?Sized> HeldByRef for T {}

/// By `&mut`, which can be sent where the local can be sent.
pub trait HeldByMut {
    /// Never called.
    fn __held(&mut self) {}
}

impl<T: ?Sized> HeldByMut for T {}
