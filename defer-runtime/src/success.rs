//! The types whose success shows where it is written, by its variant (rule 6.5).

use core::ops::ControlFlow;
use core::task::Poll;

/// A type whose success is a variant of the standard library: `Ok`, `Some`, `Continue`, `Ready` of those.
#[diagnostic::on_unimplemented(
    message = "`errdefer!` can't mention what this value takes along: it is of a type of its own",
    label = "`{Self}` is no `Result`, `Option` or `ControlFlow`",
    note = "keep the local in an `Option`, and return what `take()` gives"
)]
pub trait Success {}

#[diagnostic::do_not_recommend]
impl<V, E> Success for Result<V, E> {}

#[diagnostic::do_not_recommend]
impl<V> Success for Option<V> {}

#[diagnostic::do_not_recommend]
impl<B, C> Success for ControlFlow<B, C> {}

#[diagnostic::do_not_recommend]
impl<T: Success> Success for Poll<T> {}

/// Says that a value is one of those. It is never run.
pub fn success<T: Success>(_: T) -> ! {
    unreachable!("only stands behind `if false`")
}

/// Says what a constructor makes, so that it has to be a pattern of that as well, and no function. It is never run.
pub fn made<T>(_: T, _: impl FnOnce(&T)) -> T {
    unreachable!("only stands behind `if false`")
}
