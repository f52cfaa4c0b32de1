//! A model of the language of `#[with_defer]`, written from its rules (`docs/rules.md`), and a generator of random
//! programs: what the macro makes of them must do what the model says.

pub mod aside;
pub mod compare;
pub mod compile;
pub mod generate;
pub mod guards;
pub mod interpret;
pub mod lang;
pub mod print_go;
pub mod print_rust;
pub mod random;
pub mod rules;
pub mod runs;
pub mod shrink;
pub mod verdict;
