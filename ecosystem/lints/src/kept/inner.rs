//! What clippy says of blocks and closures that hold deferred calls, and of impl blocks.

use crate::trace::{note, say};
use defer_runtime::{defer, with_defer};

/// Behind a call in a branch, and in the branch.
#[with_defer]
pub fn branches(words: &[&str], n: usize) {
    if n > 1 {
        defer!(say("deferred"));
        #[expect(clippy::len_zero, reason = "it is empty")]
        if words.len() == 0 {
            say("none");
        }
        #[expect(clippy::uninlined_format_args, reason = "it can stand in the text")]
        say(&format!("{}", n));
    }
    #[expect(clippy::single_match, reason = "it is an if")]
    match words.first() {
        Some(first) => say(first),
        _ => {}
    }
}

/// In a block whose local lives on.
#[with_defer]
pub fn kept(words: &[&str], n: usize) {
    if n > 1 {
        let half = n / 2;
        defer!(|| note("half", half));
        #[expect(clippy::explicit_iter_loop, reason = "it is one")]
        for word in words.iter() {
            say(word);
        }
        #[expect(clippy::collapsible_else_if, reason = "it is one chain")]
        if n == 2 {
            say("two");
        } else {
            if half > 5 {
                say("large");
            }
        }
        let (mut left, mut right) = (half, n);
        #[expect(clippy::manual_swap, reason = "there is a function")]
        {
            let old = left;
            left = right;
            right = old;
        }
        note("left", left - right);
    }
    say("body");
}

/// The condition of a block that holds a call.
#[with_defer]
pub fn conditions(words: &[&str], flag: bool) {
    #[expect(clippy::len_zero, reason = "it is empty")]
    if words.len() == 0 {
        defer!(say("none"));
    }
    #[expect(clippy::match_bool, reason = "it is an if")]
    match flag {
        true => defer!(say("flag")),
        false => say("no flag"),
    }
    #[expect(clippy::explicit_iter_loop, reason = "it is one")]
    for word in words.iter() {
        defer!(say(word));
    }
    say("body");
}

/// In a closure.
#[with_defer]
#[must_use]
pub fn closure(words: &[&str]) -> usize {
    let count = |flag: bool| {
        defer!(note("words", words.len()));
        #[expect(clippy::bool_comparison, reason = "it is one")]
        if flag == true {
            return 0;
        }
        #[expect(clippy::redundant_closure_for_method_calls, reason = "there is a path")]
        let lengths = words.iter().flat_map(|word| word.split('-')).map(|part| part.len());
        lengths.sum::<usize>()
    };
    count(true) + count(false)
}

/// Counts what it is told.
#[derive(Debug, Default)]
pub struct Counter {
    count: usize,
}

#[with_defer]
impl Counter {
    /// Counts one.
    pub fn step(&mut self) -> usize {
        defer! { self.count += 1; }
        #[expect(clippy::assign_op_pattern, reason = "there is an operator")]
        {
            self.count = self.count + 1;
        }
        self.count
    }
}

/// In front of a call in a closure.
#[with_defer]
#[must_use]
pub fn front(n: usize) -> usize {
    let more = |k: usize| {
        note("k", k);
        #[expect(clippy::items_after_statements, reason = "it is an item")]
        const LIMIT: usize = 5;
        defer!(note("limit", LIMIT));
        k + 1
    };
    more(n)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::trace::trace;
    use pretty_assertions::assert_eq;

    #[test]
    fn each_runs() {
        let ((), said) = trace(|| branches(&[], 2));
        assert_eq!(said, ["none", "2", "deferred"]);
        let ((), said) = trace(|| kept(&["a"], 2));
        assert_eq!(said, ["a", "two", "left 1", "body", "half 1"]);
        let ((), said) = trace(|| conditions(&["a"], true));
        assert_eq!(said, ["a", "body", "flag"]);
        let (count, said) = trace(|| closure(&["ab"]));
        assert_eq!(count, 2);
        assert_eq!(said, ["words 1", "words 1"]);
        let (value, said) = trace(|| front(1));
        assert_eq!((value, said.join(", ")), (2, String::from("k 1, limit 5")));
        let mut counter = Counter::default();
        assert_eq!((counter.step(), counter.step()), (1, 3));
    }
}
