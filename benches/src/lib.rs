//! The cases that `#[with_defer]` is measured by: each one function, written with each [kind](KINDS) of cleanup.

mod case;
pub mod cases;
mod work;

pub use case::{Case, KINDS};
pub use work::{Failure, Input, Ledger, World};

/// Keeps panics off the terminal: some cases are about them.
pub fn silence_panics() {
    std::panic::set_hook(Box::new(|_| ()));
}
