//! Rule 9.3: what rustc and clippy say of functions with deferred calls is what they would say without.
//!
//! # The generated code adds no warning
//!
//! One module for each family of shapes that the lowering gives a function. Every warning of rustc and of clippy's groups
//! `all`, `pedantic` and `nursery` is an error here, and the functions are written so that without the attribute none
//! would be given.
//!
//! # The user's own warnings stay
//!
//! The modules in [`kept`] hold mistakes that a lint finds, each behind an `#[expect]` at the narrowest place. An
//! expectation that nothing fulfils is itself a warning, so a lint that the lowering has silenced is an error too.
//!
//! # To add one
//!
//! Put the function into the module of its shape and call it in the tests of that module. If clippy complains of it,
//! write it without the attribute and look again: what it says there too is the function's own fault, and anything else
//! is the macro's. For a lint that is to stay, write the mistake without the attribute first, and see that clippy finds it.
//!
//! `cargo clippy -p defer-lints --all-targets -- -D warnings` is the test; the functions are run by `cargo test` as well.

#![deny(warnings, clippy::all, clippy::pedantic, clippy::nursery)]

pub mod blocks;
pub mod closures;
pub mod cursors;
pub mod detached;
pub mod forms;
pub mod futures;
pub mod items;
pub mod kept;
pub mod loops;
pub mod matched;
pub mod methods;
pub mod named;
pub mod outcome;
pub mod panics;
pub mod panics_async;
pub mod recovery;
pub mod restricted;
pub mod returns;
pub mod sites;
pub mod straight;
mod trace;
