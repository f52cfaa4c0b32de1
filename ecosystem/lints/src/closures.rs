//! Closures, which are scopes of their own, and closures that are returned.

use crate::trace::{note, say};
use defer_runtime::{defer, with_defer};

/// A closure with a deferred call, its parameters and its result.
#[with_defer]
#[must_use]
pub fn mapped(words: &[&str]) -> Vec<usize> {
    let mut seen = 0;
    words
        .iter()
        .map(|word| {
            seen += 1;
            let count = seen;
            defer!(note("seen", count));
            if word.is_empty() {
                return 0;
            }
            word.len()
        })
        .collect()
}

/// A closure that fails, and one that is called on the spot.
///
/// # Errors
///
/// If the text is no number.
#[with_defer]
pub fn attempted(text: &str) -> Result<usize, std::num::ParseIntError> {
    defer!(say("function"));
    let parse = |text: &str| -> Result<usize, std::num::ParseIntError> {
        defer!(say("closure"));
        let n = text.parse::<usize>()?;
        Ok(n + 1)
    };
    (|| {
        defer!(say("scope"));
        say("inside");
    })();
    parse(text)
}

/// A closure that is returned.
#[with_defer]
pub fn adder(n: usize) -> impl Fn(usize) -> usize {
    defer!(note("made", n));
    move |other| n + other
}

/// A boxed one that holds a deferred call.
#[with_defer]
#[must_use]
pub fn teller(name: &str) -> Box<dyn Fn() -> usize + '_> {
    Box::new(move || {
        defer!(say(name));
        say("telling");
        name.len()
    })
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::trace::trace;
    use pretty_assertions::assert_eq;

    #[test]
    fn each_runs() {
        let (lengths, said) = trace(|| mapped(&["ab", ""]));
        assert_eq!(lengths, [2, 0]);
        assert_eq!(said, ["seen 1", "seen 2"]);
        let (value, said) = trace(|| attempted("1"));
        assert_eq!(value, Ok(2));
        assert_eq!(said, ["inside", "scope", "closure", "function"]);
        assert!(attempted("x").is_err());
        assert_eq!(adder(1)(2), 3);
        assert_eq!(
            trace(|| teller("name")()),
            (4, ["telling", "name"].map(String::from).to_vec())
        );
    }
}
