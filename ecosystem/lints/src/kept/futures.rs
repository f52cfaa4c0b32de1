//! What clippy says of async functions.

use super::check;
use crate::trace::{note, pause, say};
use defer_runtime::{defer, with_defer};

/// Behind a deferred call that waits.
#[with_defer]
pub async fn behind(words: &[&str], n: usize, found: Option<usize>) {
    defer!(pause().await);
    #[expect(clippy::len_zero, reason = "it is empty")]
    if words.len() == 0 {
        say("none");
    }
    #[expect(clippy::single_match, reason = "it is an if")]
    match found {
        Some(found) => note("found", found),
        _ => {}
    }
    #[expect(clippy::uninlined_format_args, reason = "it can stand in the text")]
    say(&format!("{}", n));
    #[expect(clippy::needless_range_loop, reason = "it is an iterator")]
    for at in 0..words.len() {
        say(words[at]);
    }
    pause().await;
    #[expect(clippy::redundant_closure_for_method_calls, reason = "there is a path")]
    note("lengths", "two words".split(' ').map(|word| word.len()).sum());
    #[expect(clippy::unreadable_literal, reason = "it is long")]
    note("large", 123456789);
}

/// In deferred code that waits, and in some that doesn't.
///
/// # Panics
///
/// If the number is zero.
#[with_defer]
pub async fn deferred(n: usize, flag: bool) {
    defer!(|| {
        #[expect(clippy::bool_comparison, reason = "it is one")]
        if flag == true {
            say("flag");
        }
        pause().await;
        #[expect(clippy::clone_on_copy, reason = "it is copied")]
        note("clone", n.clone());
        #[expect(clippy::bool_assert_comparison, reason = "it is a condition")]
        {
            assert_eq!(n == 0, false);
        }
    });
    defer!(|| {
        #[expect(clippy::identity_op, reason = "it changes nothing")]
        note("sum", n + 0);
        #[expect(clippy::println_empty_string, reason = "there is nothing in it")]
        {
            println!("");
        }
    });
    pause().await;
}

/// The last statement has no semicolon.
#[expect(clippy::semicolon_if_nothing_returned, reason = "it is a statement")]
#[with_defer]
pub async fn end(n: usize) {
    defer!(pause().await);
    note("end", n)
}

/// The value of the function.
///
/// # Errors
///
/// If the number is large.
#[with_defer]
pub async fn value(n: usize) -> Result<usize, String> {
    defer!(|| {
        pause().await;
        check(n + 1)?;
        #[expect(clippy::unnecessary_cast, reason = "it is one")]
        note("cast", n as usize);
    });
    #[expect(clippy::redundant_else, reason = "the other branch ends")]
    if n == 0 {
        return Ok(0);
    } else {
        pause().await;
    }
    #[expect(clippy::useless_conversion, reason = "it is one")]
    let same = usize::from(n);
    check(same)
}

/// A loop body that waits.
#[with_defer]
pub async fn loops(words: &[&str], flag: bool) -> usize {
    let mut sum = 0;
    for word in words {
        defer!(|| {
            #[expect(clippy::if_not_else, reason = "the other way round")]
            if !flag {
                say(word);
            } else {
                pause().await;
            }
        });
        #[expect(clippy::comparison_to_empty, reason = "there is a method")]
        if *word == "" {
            continue;
        }
        pause().await;
        #[expect(clippy::assign_op_pattern, reason = "there is an operator")]
        {
            sum = sum + word.len();
        }
        #[expect(clippy::manual_string_new, reason = "there is a function")]
        let empty = "".to_string();
        say(&empty);
    }
    sum
}

/// A call in a branch.
#[with_defer]
pub async fn branches(n: usize, found: Option<usize>) {
    if n > 1 {
        let half = n / 2;
        defer!(|| {
            pause().await;
            #[expect(clippy::manual_range_contains, reason = "it is a range")]
            let inside = half >= 1 && half < 5;
            note("inside", usize::from(inside));
        });
        #[expect(clippy::redundant_pattern_matching, reason = "there is a method")]
        if let Some(_) = found {
            say("some");
        }
        pause().await;
    }
    #[expect(clippy::match_same_arms, reason = "two say the same")]
    match n {
        0 => say("even"),
        1 => say("odd"),
        2 => say("even"),
        _ => say("many"),
    }
    pause().await;
}

/// Deferred code with an early end.
#[with_defer]
pub async fn ended(n: usize) {
    defer!(|| {
        pause().await;
        if n == 0 {
            return;
        }
        #[expect(clippy::items_after_statements, reason = "it is an item")]
        const LIMIT: usize = 5;
        note("limit", LIMIT);
    });
    pause().await;
}

/// A block.
#[with_defer]
pub async fn block(n: usize) -> usize {
    let inner = async {
        defer!(pause().await);
        #[expect(clippy::eq_op, reason = "it is the same")]
        let same = n == n;
        pause().await;
        usize::from(same)
    };
    inner.await
}

/// It waits for nothing.
#[expect(clippy::unused_async, reason = "nothing in it waits")]
#[with_defer]
pub async fn idle(n: usize) {
    defer!(note("deferred", n));
    say("body");
}

/// A future that can't be sent.
#[expect(clippy::future_not_send, reason = "a cell is borrowed meanwhile")]
#[with_defer]
pub async fn unsendable(cell: &std::cell::Cell<usize>) {
    defer!(pause().await);
    pause().await;
    cell.set(1);
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::trace::{finish, trace};
    use pretty_assertions::assert_eq;

    #[test]
    fn each_runs() {
        let ((), said) = trace(|| finish(behind(&["a"], 1, Some(2))));
        assert_eq!(said, ["found 2", "1", "a", "lengths 8", "large 123456789"]);
        let ((), said) = trace(|| finish(deferred(1, true)));
        assert_eq!(said, ["sum 1", "flag", "clone 1"]);
        let ((), said) = trace(|| finish(end(1)));
        assert_eq!(said, ["end 1"]);
        let (values, said) = trace(|| [0, 1, 9].map(|n| finish(value(n)).ok()));
        assert_eq!(values, [Some(0), Some(1), None]);
        assert_eq!(said, ["cast 0", "cast 1"]);
        let (sum, said) = trace(|| finish(loops(&["", "a"], false)));
        assert_eq!((sum, said.join(",")), (1, String::from(",,a")));
        let ((), said) = trace(|| finish(branches(2, Some(1))));
        assert_eq!(said, ["some", "even", "inside 1"]);
        let ((), said) = trace(|| finish(ended(1)));
        assert_eq!(said, ["limit 5"]);
        assert_eq!(finish(block(1)), 1);
        let ((), said) = trace(|| finish(idle(1)));
        assert_eq!(said, ["body", "deferred 1"]);
        let cell = std::cell::Cell::new(0);
        finish(unsendable(&cell));
        assert_eq!(cell.get(), 1);
    }
}
