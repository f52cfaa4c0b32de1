//! What clippy says of loop bodies that hold deferred calls.

use super::check;
use crate::trace::{note, say};
use defer_runtime::{defer, with_defer};

/// Behind the call, in a body that goes on to its end.
#[with_defer]
pub fn plain(words: &[&str], n: usize) {
    for word in words {
        defer!(say(word));
        #[expect(clippy::comparison_to_empty, reason = "there is a method")]
        if *word == "" {
            say("empty");
        }
        #[expect(clippy::clone_on_copy, reason = "it is copied")]
        note("clone", n.clone());
        #[expect(clippy::uninlined_format_args, reason = "it can stand in the text")]
        say(&format!("{}", n));
        #[expect(clippy::needless_range_loop, reason = "it is an iterator")]
        for at in 0..words.len() {
            say(words[at]);
        }
    }
}

/// The last statement of the body has no semicolon.
#[with_defer]
pub fn end(words: &[&str]) {
    #[expect(clippy::semicolon_if_nothing_returned, reason = "it is a statement")]
    for word in words {
        defer!(say("deferred"));
        say(word)
    }
}

/// The same in a body that may be left in front of it.
#[with_defer]
pub fn end_of_left(words: &[&str]) {
    #[expect(clippy::semicolon_if_nothing_returned, reason = "it is a statement")]
    for word in words {
        defer!(say("deferred"));
        if word.is_empty() {
            break;
        }
        say(word)
    }
}

/// In a body that is left early.
#[with_defer]
#[must_use]
pub fn early(words: &[&str], found: Option<usize>) -> usize {
    for (at, word) in words.iter().enumerate() {
        defer!(note("at", at));
        if word.is_empty() {
            continue;
        }
        #[expect(clippy::redundant_else, reason = "the other branch ends")]
        if *word == "end" {
            break;
        } else {
            say("another");
        }
        #[expect(clippy::option_if_let_else, reason = "there is a method")]
        let next = if let Some(found) = found { found + 1 } else { at * 2 };
        #[expect(clippy::manual_range_contains, reason = "it is a range")]
        if next >= 1 && next < 5 {
            return next;
        }
    }
    0
}

/// In a body that `?` leaves.
///
/// # Errors
///
/// If one of the numbers is large.
#[with_defer]
pub fn question(numbers: &[usize]) -> Result<usize, String> {
    let mut sum = 0;
    for &n in numbers {
        defer!(note("n", n));
        #[expect(clippy::identity_op, reason = "it changes nothing")]
        let checked = check(n + 0)?;
        #[expect(clippy::assign_op_pattern, reason = "there is an operator")]
        {
            sum = sum + checked;
        }
        #[expect(clippy::bool_to_int_with_if, reason = "it is a conversion")]
        note("large", if n > 5 { 1 } else { 0 });
    }
    Ok(sum)
}

/// In deferred code of the body.
#[with_defer]
pub fn deferred(words: &[&str], flag: bool) {
    for word in words {
        defer!(|| {
            #[expect(clippy::if_not_else, reason = "the other way round")]
            if !flag {
                say(word);
            } else {
                say("flag");
            }
            #[expect(clippy::manual_string_new, reason = "there is a function")]
            let empty = "".to_string();
            say(&empty);
        });
        if flag {
            continue;
        }
        say("body");
    }
}

/// In other kinds of loops, one in the other.
#[with_defer]
#[must_use]
pub fn others(mut n: usize, found: Option<usize>) -> usize {
    'outer: while n > 0 {
        defer!(note("n", n));
        #[expect(clippy::redundant_pattern_matching, reason = "there is a method")]
        if let Some(_) = found {
            say("some");
        }
        let halved = loop {
            n -= 1;
            defer!(say("inner"));
            #[expect(clippy::collapsible_if, reason = "both hold")]
            if found.is_none() {
                if n == 1 {
                    continue 'outer;
                }
            }
            #[expect(clippy::unnecessary_cast, reason = "it is one")]
            if n < 3 {
                break n as usize / 2;
            }
        };
        #[expect(clippy::no_effect_underscore_binding, reason = "it does nothing")]
        let _unused = halved + 1;
        return halved;
    }
    n
}

/// Labels that nothing names.
#[with_defer]
#[must_use]
pub fn labels(words: &[&str]) -> usize {
    #[expect(unused_labels, reason = "nothing names it")]
    let found = 'search: loop {
        defer!(say("search"));
        if words.is_empty() {
            break 0;
        }
        if words.len() > 1 {
            break words.len();
        }
    };
    #[expect(unused_labels, reason = "nothing names it")]
    'words: for word in words {
        if found > 0 {
            defer!(say(word));
            say("word");
            break;
        }
    }
    #[expect(unused_labels, reason = "nothing names it")]
    'rest: while let Some(word) = words.last() {
        defer!(say("rest"));
        if word.len() < 2 {
            break;
        }
    }
    found
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::trace::trace;
    use pretty_assertions::assert_eq;

    #[test]
    fn each_runs() {
        let ((), said) = trace(|| plain(&[""], 1));
        assert_eq!(said, ["empty", "clone 1", "1", "", ""]);
        let ((), said) = trace(|| end(&["a", "b"]));
        assert_eq!(said, ["a", "deferred", "b", "deferred"]);
        let ((), said) = trace(|| end_of_left(&["a", ""]));
        assert_eq!(said, ["a", "deferred", "deferred"]);
        let (values, said) = trace(|| [early(&["", "a"], Some(1)), early(&["end"], None)]);
        assert_eq!((values, said.len()), ([2, 0], 4));
        let (value, said) = trace(|| question(&[1, 10]));
        assert_eq!(value, Err(String::from("10")));
        assert_eq!(said, ["large 0", "n 1", "n 10"]);
        assert_eq!(question(&[1, 2]), Ok(3));
        let ((), said) = trace(|| deferred(&["a"], false));
        assert_eq!(said, ["body", "a", ""]);
        assert_eq!(
            trace(|| labels(&["a", "b"])),
            (2, ["search", "word", "a", "rest"].map(String::from).to_vec())
        );
        assert_eq!((others(3, Some(1)), others(2, None)), (1, 0));
    }
}
