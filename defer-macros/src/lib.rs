//! The attribute `#[with_defer]`. Use it through `defer-runtime`, which re-exports it and is its manual.

mod deferred;
mod diagnostics;
mod item;
mod lower;
mod names;

use proc_macro::TokenStream;

/// Lets the function under it hold deferred calls: `defer!(close(file));` is evaluated where it stands and made
/// when the function is left, on every way out.
///
/// The body of `defer! { … }` may change what the function's body goes on using: no borrow is held in between.
///
/// # Errors
///
/// A deferred call that this version can't place (in a loop body or an inner block) is a compile error, never a
/// call that runs at another time.
#[proc_macro_attribute]
pub fn with_defer(options: TokenStream, item: TokenStream) -> TokenStream {
    item::expand(options.into(), item.into()).into()
}
