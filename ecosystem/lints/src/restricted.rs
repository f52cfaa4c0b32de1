//! A lint of clippy's `restriction`, which most users don't want: a `return` at each end that gives a value.

#![deny(clippy::implicit_return)]
#![allow(clippy::needless_return, reason = "that is what the other lint asks for")]

use crate::trace::{note, pause, say};
use defer_runtime::{defer, errdefer, with_defer};

/// A function, and a closure in it.
#[with_defer]
#[must_use]
pub fn function(n: usize) -> usize {
    defer!(say("function"));
    let double = |n: usize| -> usize {
        defer!(say("closure"));
        return n * 2;
    };
    return double(n);
}

/// Loops, with and without a value.
///
/// # Errors
///
/// If one of the words is empty.
#[with_defer]
pub fn loops(words: &[&str]) -> Result<usize, String> {
    let mut found = 0;
    for word in words {
        defer!(say(word));
        if word.is_empty() {
            return Err(String::from("empty"));
        }
        found += word.len();
    }
    let longer = loop {
        defer!(note("found", found));
        if found > 2 {
            break found;
        }
        found += 1;
    };
    return Ok(longer);
}

/// What one way out moves, and what a success takes along.
///
/// # Errors
///
/// If the word is long.
#[with_defer]
pub fn moved(word: &str) -> Result<String, String> {
    let (kept, given) = (word.to_owned(), word.to_owned());
    errdefer!(|| say(&kept));
    if word.len() > 2 {
        return Err(given);
    }
    say(&given);
    return Ok(kept);
}

/// A named result.
#[with_defer(result)]
#[must_use]
pub fn named(n: usize) -> usize {
    defer!(|| result += 1);
    return n;
}

/// An async function, and an async block in it.
#[with_defer]
pub async fn waiting(n: usize) -> usize {
    defer!(|| {
        pause().await;
        say("function");
    });
    let block = async {
        defer!(say("block"));
        pause().await;
        return n + 1;
    };
    return block.await;
}

#[cfg(test)]
#[allow(clippy::implicit_return, reason = "these are as everywhere")]
mod tests {
    use super::*;
    use crate::trace::{finish, trace};
    use pretty_assertions::assert_eq;

    #[test]
    fn each_runs() {
        assert_eq!(
            trace(|| function(2)),
            (4, ["closure", "function"].map(String::from).to_vec())
        );
        let (found, said) = trace(|| loops(&["a"]));
        assert_eq!(found, Ok(3));
        assert_eq!(said, ["a", "found 1", "found 2", "found 3"]);
        assert_eq!(loops(&[""]), Err(String::from("empty")));
        assert_eq!((moved("a"), moved("abc")), (Ok("a".into()), Err("abc".into())));
        assert_eq!((named(1), finish(waiting(1))), (2, 2));
    }
}
