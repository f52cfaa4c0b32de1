//! What says to rustc how the rest of a scope captures locals, and what it gives (rules 3.5, 8.5). It stands behind
//! `if false`: to be named is all that it does.

/// Makes the closure or async block around the call capture what is named in it: by value what is owned, so that it is
/// dropped with the rest or can be borrowed from for what the rest returns; mutably what is named behind `&mut`, so that no
/// `mut` of the user's is unused.
pub fn capture<T>(_: T) -> ! {
    unreachable!("only stands behind `if false`")
}

/// In front of a `return` it says what the async block around is to give, so that what it gives is coerced to that.
pub fn typed<T>() -> T {
    unreachable!("only stands behind `if false`")
}

/// The same of a type that a local has.
pub fn typed_as<T>(_: &T) -> T {
    unreachable!("only stands behind `if false`")
}

/// Captured by reference, which can be sent where the local can be shared. Method resolution tries this first, then
/// [`CapturedByMut`]; naming the method in the rest of an async scope makes it capture a local of further out in that way.
pub trait CapturedByRef {
    /// Never called.
    fn __captured(&self) {}
}

impl<T: Sync + ?Sized> CapturedByRef for T {}

/// Captured by `&mut`, which can be sent where the local can be sent.
pub trait CapturedByMut {
    /// Never called.
    fn __captured(&mut self) {}
}

impl<T: ?Sized> CapturedByMut for T {}
