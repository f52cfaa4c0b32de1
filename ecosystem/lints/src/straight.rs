//! Deferred calls that stand in the function itself.

use crate::trace::note;
use defer_runtime::{defer, with_defer};

/// Nothing follows the deferred call.
#[with_defer]
pub fn last(n: usize) {
    defer!(note("deferred", n));
}

/// Several calls, with statements around each.
#[with_defer]
#[must_use]
pub fn several(words: &[&str]) -> usize {
    let mut length = 0;
    defer! { note("length", length); }
    for word in words {
        length += word.len();
    }
    let first = words.first().map_or(0, |word| word.len());
    defer!(note("first", first));
    length - first
}

/// A value that ends the function is made of locals from before and behind the call.
#[with_defer]
#[must_use]
pub fn joined(words: &[String]) -> String {
    let mut text = String::new();
    let mut count = 0;
    defer! { note("words", count); }
    for word in words {
        count += 1;
        text.push_str(word);
    }
    text
}

/// Locals are moved, shadowed, and given their first value behind the call.
#[with_defer]
#[must_use]
pub fn shadowed(text: &str) -> usize {
    let bytes;
    defer!(note("shadowed", 1));
    let text = text.trim().to_owned();
    let length = {
        bytes = text.into_bytes();
        bytes.len()
    };
    let text = vec![bytes; 2];
    length + text.len()
}

/// Items and imports stand between the statements.
#[with_defer]
#[must_use]
pub fn items() -> usize {
    use std::collections::BTreeSet;
    const LIMIT: usize = 3;

    defer!(note("limit", LIMIT));
    let numbers = (0..5).collect::<BTreeSet<usize>>();
    numbers.into_iter().filter(|n| *n < LIMIT).sum()
}

/// Generic, with a bound and a lifetime.
#[with_defer]
pub fn longest<'a, T: AsRef<str> + ?Sized>(left: &'a T, right: &'a T) -> &'a str {
    defer!(note("compared", 2));
    let (left, right) = (left.as_ref(), right.as_ref());
    if left.len() < right.len() { right } else { left }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::trace::trace;
    use pretty_assertions::assert_eq;

    #[test]
    fn each_runs() {
        let (value, said) = trace(|| {
            last(1);
            several(&["ab", "c"]) + shadowed("abc") + items()
        });
        assert_eq!(value, 1 + 5 + 3);
        assert_eq!(said, ["deferred 1", "first 2", "length 3", "shadowed 1", "limit 3"]);
        let (text, said) = trace(|| joined(&[String::from("a"), String::from("b")]));
        assert_eq!((&*text, &*said), ("ab", &[String::from("words 2")][..]));
        assert_eq!(longest("a", "bc"), "bc");
    }
}
