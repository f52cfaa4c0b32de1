//! The second oracle: guards. The interpreter of `interpret` knows what the rules say of deferred calls, but not in which
//! order Rust drops things. Here Rust itself says it: each random function is printed once with guards that borrow
//! nothing and log when they are dropped, and once with deferred calls that log the same at the same places, and both
//! must say the same in every run. The deferred calls stand directly in scopes, where rule 3.1 and the drop of a guard
//! agree, and every value of the functions says when it is dropped.

pub mod cause;
pub mod check;
pub mod features;
pub mod generate;
pub mod items;
pub mod print;
pub mod program;
pub mod report;
pub mod shrink;
