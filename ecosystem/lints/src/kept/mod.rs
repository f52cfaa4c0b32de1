//! Mistakes that a lint finds, in every shape: the user's own warnings stay (rule 9.3).
//!
//! Each `#[expect]` stands at the narrowest place that can have one. An expectation on a deferred call itself would be an
//! allowance of its parts (rule 2.10), so that what a call in parentheses is warned of is expected on the function.
//!
//! # What is lost
//!
//! - `needless_return` where the value of the function is named, and where the `return` ends a loop body;
//! - `items_after_statements` of a `const` or `fn` that only the deferred call stands in front of: items come first there;
//! - `never_loop` of a loop body that has deferred calls, since its end is a way out among others;
//! - what clippy says of a whole `if` or `match` that ends a function whose result is named, as each branch returns then;
//! - `semicolon_if_nothing_returned` at the end of a deferred block, which is given its semicolon by the macro;
//! - `question_mark` of a `match` that returns `None`, and `literal_string_with_formatting_args`, behind a deferred call;
//! - `redundant_semicolons` right in front of a deferred call.

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
