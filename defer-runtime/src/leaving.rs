//! `leaving!()`: how a scope is left, for deferred code to ask (rule 6.6).

use crate::run::{Left, Unwind};

/// How the scope of a deferred call is left: what [`leaving!`](crate::leaving) says (rule 6.6).
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Leaving {
    /// At its end, by `return`, `?`, `break` or `continue`, whatever the value: an `Err`, too.
    Normally,
    /// By a panic, of the scope or of a deferred call that ran before.
    Panicking,
    /// By a cancellation: the future was dropped before it had finished.
    Cancelled,
}

/// How the scope is left, and nothing else of it.
#[inline(always)]
pub fn leaving<T, U: Unwind>(left: &Left<T, U>) -> Leaving {
    match left {
        Ok(_) => Leaving::Normally,
        Err(unwind) => unwind.leaving(),
    }
}
