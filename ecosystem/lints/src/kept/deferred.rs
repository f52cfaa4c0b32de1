//! What clippy says of deferred code.

use super::check;
use crate::trace::{note, say};
use defer_runtime::{defer, errdefer, okdefer, with_defer};

/// In a block, with a body behind it.
///
/// # Panics
///
/// If the number is zero.
#[with_defer]
pub fn block(words: &[&str], n: usize, found: Option<usize>) {
    defer!(|| {
        #[expect(clippy::len_zero, reason = "it is empty")]
        if words.len() == 0 {
            say("none");
        }
        #[expect(clippy::single_match, reason = "it is an if")]
        match found {
            Some(found) => note("found", found),
            _ => {}
        }
        #[expect(clippy::needless_range_loop, reason = "it is an iterator")]
        for at in 0..words.len() {
            say(words[at]);
        }
        #[expect(clippy::explicit_iter_loop, reason = "it is one")]
        for word in words.iter() {
            say(word);
        }
        #[expect(clippy::bool_assert_comparison, reason = "it is a condition")]
        {
            assert_eq!(n == 0, false);
        }
        #[expect(clippy::option_if_let_else, reason = "there is a method")]
        let next = if let Some(found) = found { found + 1 } else { n * 2 };
        #[expect(clippy::items_after_statements, reason = "it is an item")]
        const LIMIT: usize = 5;
        note("next", next.min(LIMIT));
    });
    say("body");
}

/// In braces.
#[with_defer]
pub fn braces(n: usize, flag: bool) {
    defer! {
        #[expect(clippy::collapsible_if, reason = "both hold")]
        if flag {
            if n > 2 {
                say("large");
            }
        }
        #[expect(clippy::uninlined_format_args, reason = "it can stand in the text")]
        say(&format!("{}", n));
        #[expect(clippy::semicolon_if_nothing_returned, reason = "it is a statement")]
        if flag {
            say("flag")
        }
    }
    say("body");
}

/// In a block without a macro, which needs no closure.
#[with_defer]
pub fn counted(n: usize) {
    defer!(|| {
        note("n", n);
        #[expect(clippy::items_after_statements, reason = "it is an item")]
        const LIMIT: usize = 5;
        note("limit", LIMIT);
    });
    say("body");
}

/// In parentheses, where the arguments are values of now.
#[expect(clippy::clone_on_copy, clippy::identity_op, reason = "neither changes a thing")]
#[with_defer]
pub fn call(n: usize) {
    defer!(note("clone", n.clone()));
    defer!(note("sum", n + 0));
    say("body");
}

/// A macro.
#[expect(clippy::println_empty_string, reason = "there is nothing in it")]
#[with_defer]
pub fn formatted(n: usize) {
    defer!(println!(""));
    note("body", n);
}

/// A method, and what its argument is made of.
#[expect(
    clippy::manual_string_new,
    clippy::useless_conversion,
    reason = "each has its function"
)]
#[with_defer]
#[must_use]
pub fn method(n: usize) -> usize {
    let mut words = Vec::new();
    defer!(words.push("".to_string()));
    defer!(words.truncate(usize::from(n)));
    words.push(n.to_string());
    words.len()
}

/// Behind a condition on how the function is left.
///
/// # Panics
///
/// Never, whatever the number.
///
/// # Errors
///
/// If the number is large.
#[with_defer]
pub fn outcome(n: usize) -> Result<usize, String> {
    errdefer!(|error| {
        #[expect(clippy::comparison_to_empty, reason = "there is a method")]
        if error == "" {
            say("no text");
        }
        #[expect(clippy::manual_range_contains, reason = "it is a range")]
        let inside = n >= 1 && n < 50;
        note("inside", usize::from(inside));
    });
    errdefer!(|| {
        #[expect(clippy::redundant_closure_for_method_calls, reason = "there is a path")]
        note("lengths", "two words".split(' ').map(|word| word.len()).sum());
    });
    okdefer!(|| {
        #[expect(clippy::assertions_on_constants, reason = "it always holds")]
        {
            assert!(true);
        }
        #[expect(clippy::bool_to_int_with_if, reason = "it is a conversion")]
        note("large", if n > 5 { 1 } else { 0 });
    });
    check(n)
}

/// With `?`, and with an early end.
///
/// # Errors
///
/// If the number is large.
#[with_defer]
pub fn question(n: usize) -> Result<usize, String> {
    defer!(|| {
        #[expect(clippy::redundant_else, reason = "the other branch ends")]
        if n == 0 {
            return;
        } else {
            note("checked", check(n + 1)?);
        }
        #[expect(clippy::unnecessary_cast, reason = "it is one")]
        note("cast", n as usize);
    });
    Ok(n)
}

/// Reached in a branch, with a local of it and without.
#[with_defer]
pub fn reached(n: usize, found: Option<usize>) {
    if n > 0 {
        let more = n + 1;
        defer!(|| {
            #[expect(clippy::redundant_pattern_matching, reason = "there is a method")]
            if let Some(_) = found {
                say("some");
            }
            #[expect(clippy::assign_op_pattern, reason = "there is an operator")]
            let next = |mut next: usize| {
                next = next + more;
                next
            };
            note("next", next(1));
        });
    } else {
        defer!(|| {
            #[expect(clippy::match_same_arms, reason = "two say the same")]
            match found {
                None => say("none"),
                Some(0) => say("some"),
                Some(1) => say("none"),
                Some(_) => say("many"),
            }
        });
    }
    say("body");
}

/// In a deferred call of deferred code.
#[with_defer]
pub fn nested(n: usize) {
    defer!(|| {
        defer!(|| {
            #[expect(clippy::eq_op, reason = "it is the same")]
            let same = n == n;
            note("same", usize::from(same));
        });
        #[expect(clippy::let_unit_value, reason = "it is nothing")]
        let nothing = say("deferred");
        std::hint::black_box(nothing);
    });
    say("body");
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::trace::trace;
    use pretty_assertions::assert_eq;

    #[test]
    fn each_runs() {
        let ((), said) = trace(|| block(&["a"], 1, Some(2)));
        assert_eq!(said, ["body", "found 2", "a", "a", "next 3"]);
        let ((), said) = trace(|| braces(3, true));
        assert_eq!(said, ["body", "large", "3", "flag"]);
        let ((), said) = trace(|| counted(1));
        assert_eq!(said, ["body", "n 1", "limit 5"]);
        let ((), said) = trace(|| call(1));
        assert_eq!(said, ["body", "sum 1", "clone 1"]);
        let ((), said) = trace(|| formatted(1));
        assert_eq!(said, ["body 1"]);
        assert_eq!(method(1), 1);
        let ((), said) = trace(|| reached(1, Some(1)));
        assert_eq!(said, ["body", "some", "next 3"]);
        let ((), said) = trace(|| reached(0, Some(1)));
        assert_eq!(said, ["body", "none"]);
        let ((), said) = trace(|| nested(1));
        assert_eq!(said, ["body", "deferred", "same 1"]);
    }

    #[test]
    fn each_has_its_outcome() {
        let (values, said) = trace(|| [outcome(10).is_ok(), outcome(1).is_ok()]);
        assert_eq!(values, [false, true]);
        assert_eq!(said, ["lengths 8", "inside 1", "large 0"]);
        let (values, said) = trace(|| [question(0).is_ok(), question(1).is_ok(), question(9).is_ok()]);
        assert_eq!(values, [true, true, false]);
        assert_eq!(said, ["checked 2", "cast 1"]);
    }
}
