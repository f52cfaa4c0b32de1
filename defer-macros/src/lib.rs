//! The attribute `#[with_defer]`. Users depend on `defer-runtime`, which re-exports it.
//!
//! Its phases: `syntax` reads what is written; `uses` and `ways` say what a piece of code does to the locals around it and how
//! it is left; `lower` rewrites. What it has to guess stands in `guesses`.

#![forbid(unsafe_code)]

mod diagnostics;
#[cfg(test)]
mod expansion_tests;
mod guesses;
mod item;
mod locals;
mod lower;
#[cfg(test)]
mod mutation_tests;
mod recover;
mod syntax;
mod uses;
mod ways;

use proc_macro::TokenStream;

/// Lets the function hold deferred calls: `defer!(…)` evaluates arguments now and makes the call when the
/// scope around it is left, whatever the way out.
///
/// It stands on a free function, a method or a trait method with a body, async or not, or on an `impl` or `trait` block
/// for every function in it; a function without a deferred call comes out as
/// it went in.
///
/// # Errors
///
/// A deferred call that can't be placed is a compile error, never a call that runs at another time.
#[proc_macro_attribute]
pub fn with_defer(options: TokenStream, item: TokenStream) -> TokenStream {
    item::expand(options.into(), item.into()).into()
}
