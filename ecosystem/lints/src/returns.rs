//! Ways out of the function behind a deferred call.

use crate::trace::say;
use defer_runtime::{defer, with_defer};
use std::num::ParseIntError;
use std::ops::ControlFlow;

/// `return` out of an `if` and a `match`.
#[with_defer]
#[must_use]
pub fn early(n: i32) -> &'static str {
    defer!(say("left"));
    if n < 0 {
        return "negative";
    }
    match n {
        0 => return "none",
        1 => say("one"),
        _ => {
            say("many");
            return "many";
        }
    }
    "one"
}

/// `return` without a value.
#[with_defer]
pub fn guarded(word: Option<&str>) {
    defer!(say("left"));
    let Some(word) = word else {
        return;
    };
    if word.is_empty() {
        return;
    }
    say(word);
}

/// `?` on a `Result`, with and without a conversion.
///
/// # Errors
///
/// If one of the texts is no number.
#[with_defer]
pub fn sum(left: &str, right: &str) -> Result<i32, Box<dyn std::error::Error>> {
    defer!(say("left"));
    let left = left.parse::<i32>()?;
    let right = right.parse::<i32>().inspect_err(|_| say("right"))?;
    if left > right {
        return Err("the wrong way round".into());
    }
    Ok(left + right)
}

/// `?` as the value of the function.
///
/// # Errors
///
/// If the text is no number.
#[with_defer]
pub fn passed_on(text: &str) -> Result<(), ParseIntError> {
    defer!(say("left"));
    text.parse::<i32>().map(|_| ())
}

/// `?` on an `Option`.
#[with_defer]
pub fn leaf(words: &mut [String], at: usize) -> Option<&mut String> {
    let count = words.len();
    defer!(|| say(if count > at { "found" } else { "missing" }));
    let word = words.get_mut(at)?;
    word.push('!');
    Some(word)
}

/// `?` on a `ControlFlow`.
#[with_defer]
pub fn search(words: &[&str]) -> ControlFlow<usize> {
    defer!(say("searched"));
    words.iter().enumerate().try_for_each(|(at, word)| {
        if word.is_empty() {
            ControlFlow::Break(at)
        } else {
            ControlFlow::Continue(())
        }
    })?;
    ControlFlow::Continue(())
}

/// It never returns.
///
/// # Panics
///
/// Always.
#[with_defer]
pub fn never(reason: &str) -> ! {
    defer!(say("left"));
    panic!("{reason}");
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::trace::trace;
    use pretty_assertions::assert_eq;

    #[test]
    fn each_runs() {
        assert_eq!([-1, 0, 1, 2].map(early), ["negative", "none", "one", "many"]);
        let ((), said) = trace(|| [None, Some(""), Some("word")].into_iter().for_each(guarded));
        assert_eq!(said, ["left", "left", "word", "left"]);
        assert_eq!(sum("1", "2").ok(), Some(3));
        assert_eq!(sum("2", "1").unwrap_err().to_string(), "the wrong way round");
        assert!(sum("1", "x").is_err());
        assert!(passed_on("1").is_ok());
        let mut words = [String::from("a")];
        assert_eq!(leaf(&mut words, 0).cloned().as_deref(), Some("a!"));
        assert!(leaf(&mut words, 1).is_none());
        assert_eq!(search(&["a", ""]), ControlFlow::Break(1));
        let (panicked, said) = trace(|| std::panic::catch_unwind(|| never("stopped")));
        assert!(panicked.is_err());
        assert_eq!(said, ["left"]);
    }
}
