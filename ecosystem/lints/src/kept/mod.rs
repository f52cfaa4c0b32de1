//! Mistakes that a lint finds, in every shape: the user's own warnings stay (rule 9.3).
//!
//! Each `#[expect]` stands at the narrowest place that can have one. An expectation on a deferred call itself would be an
//! allowance of its parts (rule 2.10), so that what a call in parentheses is warned of is expected on the function.
//!
//! # What is lost
//!
//! - Of a named result: what clippy says of an `if` or `match` that ends the function, as each branch returns then, and
//!   `needless_return`, `let_and_return` and `needless_question_mark` there.
//! - `items_after_statements` of an item that only the deferred call stands in front of, as items come first there.
//! - `semicolon_if_nothing_returned` at the end of a deferred block, which is given its semicolon by the macro.
//! - `never_loop` of a body that has deferred calls, whose end is a way out among others.
//! - `unnecessary_wraps` and `needless_lifetimes`: the function ends with a call, and its type is named in the body.
//! - `uninlined_format_args` of a macro in parentheses, whose arguments are values of now.
//! - `redundant_semicolons` right in front of a deferred call.
//! - `question_mark` of a `match` that returns `None`, `literal_string_with_formatting_args`, and in an async function
//!   `redundant_locals` of deferred code: clippy looks at the function that the code stands in, which is a closure there.
//!
//! One lint of the group `nursery` is added: `significant_drop_tightening` of a lock that the body and deferred code use,
//! since the call that carries the way out on stands behind both.

pub mod behind;
pub mod deferred;
pub mod futures;
pub mod inner;
pub mod loops;
pub mod rustc;
pub mod signatures;

/// A value that is to be used.
#[must_use]
const fn wanted(n: usize) -> usize {
    n
}

/// Fails on a large number.
fn check(n: usize) -> Result<usize, String> {
    if n > 9 { Err(n.to_string()) } else { Ok(n) }
}

#[deprecated = "it is old"]
const fn old(n: usize) -> usize {
    n
}

/// A pair with a zero value.
#[derive(Default)]
struct Pair {
    left: usize,
    right: usize,
}
