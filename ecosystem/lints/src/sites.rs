//! Deferred calls in inner blocks, which run when the function is left (rule 3.2).

use crate::trace::{note, say};
use defer_runtime::{defer, errdefer, with_defer};

/// In the branches of an `if`.
#[with_defer]
#[must_use]
pub fn branches(n: usize) -> usize {
    if n.is_multiple_of(2) {
        defer!(note("even", n));
    } else if n == 1 {
        defer! { say("one"); }
    } else {
        return 0;
    }
    say("body");
    n
}

/// In the arms of a `match`, as a block and alone.
#[with_defer]
pub fn arms(word: Option<&str>) {
    match word {
        Some("") => {}
        Some(word) => {
            defer!(say(word));
            note("length", word.len());
        }
        None => defer!(say("none")),
    }
    say("body");
}

/// A local of the block lives on.
#[with_defer]
#[must_use]
pub fn kept(words: &[&str]) -> usize {
    let mut total = 0;
    {
        let mut count = 0;
        defer!(|| note("count", count));
        for word in words {
            count += 1;
            total += word.len();
        }
    }
    if let Some(first) = words.first() {
        let length = first.len();
        defer! { note("first", length); }
        if length == 0 {
            return total;
        }
        total += length;
    }
    total
}

/// Blocks with a value, one in the other.
///
/// # Errors
///
/// If the text is no number.
#[with_defer]
pub fn valued(text: &str) -> Result<usize, std::num::ParseIntError> {
    let n = {
        let text = text.trim().to_owned();
        defer!(|| say(&text));
        let n = text.parse::<usize>()?;
        if n > 1 {
            let half = n / 2;
            defer! { note("half", half); }
            half + 1
        } else {
            n
        }
    };
    let label = 'found: {
        if n == 0 {
            break 'found "none";
        }
        defer!(note("found", n));
        "some"
    };
    Ok(n + label.len())
}

/// What a pattern binds, and only what is printed names.
#[with_defer]
pub fn printed(found: &[usize]) {
    match *found {
        [] => say("none"),
        [n] => {
            if n > 1 {
                errdefer!(println!("{n}"));
                say("one");
            }
        }
        [first, ..] => {
            if let Some(last) = found.last() {
                defer!(println!("{first} {last:>w$}", w = 3));
                say("many");
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::trace::trace;
    use pretty_assertions::assert_eq;

    #[test]
    fn each_runs() {
        let (values, said) = trace(|| [1, 2, 3].map(branches));
        assert_eq!(values, [1, 2, 0]);
        assert_eq!(said, ["body", "one", "body", "even 2"]);
        let ((), said) = trace(|| [None, Some(""), Some("a")].into_iter().for_each(arms));
        assert_eq!(said, ["body", "none", "body", "length 1", "body", "a"]);
        let ((), said) = trace(|| [&[][..], &[2], &[1, 2]].into_iter().for_each(printed));
        assert_eq!(said, ["none", "one", "many"]);
        let (values, said) = trace(|| kept(&["ab", "c"]) + kept(&[""]) + kept(&[]));
        assert_eq!(values, 5);
        assert_eq!(said, ["first 2", "count 2", "first 0", "count 1", "count 0"]);
        let (value, said) = trace(|| valued(" 4 "));
        assert_eq!(value, Ok(7));
        assert_eq!(said, ["found 3", "half 2", "4"]);
        assert!(valued("x").is_err());
    }
}
