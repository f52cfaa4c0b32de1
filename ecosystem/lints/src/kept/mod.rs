//! Mistakes that a lint finds, in every shape: the user's own warnings stay (rule 9.3).
//!
//! Each `#[expect]` stands at the narrowest place that can have one. An expectation on a deferred call itself would be an
//! allowance of its parts (rule 2.10), so that what a call in parentheses is warned of is expected on the function.
//!
//! What is lost, and what is said in addition, stands in the manual, `Lints` of `defer-runtime`.

pub mod assigned;
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
