//! The attribute `#[with_defer]`. Users depend on `defer-runtime`, which re-exports it.
//!
//! A function goes through these phases, each of which knows nothing of those behind it:
//!
//! 1. `syntax`: what is written, read one piece at a time.
//! 2. `resolve`: one walk finds scopes, locals, uses, exits and deferred calls, by ids, and takes the code apart accordingly.
//! 3. `plan`: what becomes of each of them, decided. It prints in about ten lines.
//! 4. `emit`: the plan printed as Rust, from the outside in.
//!
//! `item` and `expand` lead through them, `check` says what can't be done, `recover` what is emitted then. What has to be
//! guessed stands in `guesses`, where rustc is to show what in `spans`.

#![forbid(unsafe_code)]

mod check;
mod diagnostics;
mod emit;
mod expand;
#[cfg(test)]
mod expansion_tests;
mod guesses;
mod ids;
mod item;
#[cfg(test)]
mod mutation_tests;
mod plan;
mod recover;
mod resolve;
mod spans;
mod syntax;

use proc_macro::TokenStream;

/// A deferred call that can't be placed is a compile error, never a call that runs at another time.
#[proc_macro_attribute]
pub fn with_defer(options: TokenStream, item: TokenStream) -> TokenStream {
    item::expand(options.into(), item.into()).into()
}
