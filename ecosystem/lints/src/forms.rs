//! The forms of a deferred call (chapter 2).

use crate::trace::{note, say};
use defer_runtime::{defer, with_defer};
use std::cell::Cell;

struct Pool {
    free: Vec<usize>,
}

impl Pool {
    fn give_back(&mut self, id: usize) {
        self.free.push(id);
    }
}

const fn store(into: &mut usize, value: usize) {
    *into = value;
}

fn entered(name: &'static str) -> impl FnOnce() {
    say(name);
    move || say("left")
}

/// A function, a method, a field's method, places by address.
#[with_defer]
#[must_use]
pub fn calls(n: usize) -> usize {
    let mut pool = Pool { free: Vec::new() };
    let mut places = [0; 2];
    defer! { note("places", places.iter().sum()); }
    defer!(store(&mut places[n % 2], n));
    defer!(pool.give_back(n));
    defer!(pool.free.push(n + 1));
    places[0] = 1;
    pool.free.push(n);
    pool.free.len()
}

/// Braces, a closure, a block, a closure that takes its variables now.
#[with_defer]
#[must_use]
pub fn blocks(name: &str) -> usize {
    let mut n = 1;
    defer! { note("braces", n); }
    defer!(|| note("closure", n));
    defer!(|| {
        n += 1;
        note("closure", n);
    });
    defer!({ note("block", n) });
    let moved = name.to_owned();
    defer!(move || say(&moved));
    n += name.len();
    n
}

/// Values of now as callee and arguments.
#[with_defer]
pub fn values(names: &[&str]) {
    let count = Cell::new(names.len());
    let cleanup = |n: usize| count.set(count.get() + n);
    defer!(cleanup(names.len()));
    defer!(entered("values")());
    defer!((|n: usize| note("literal", n))(count.get()));
    count.set(0);
}

/// Formatting macros.
///
/// # Panics
///
/// If the number is zero.
#[with_defer]
#[must_use]
pub fn formatted(name: &str, n: usize) -> String {
    let mut text = String::from("text");
    defer!(|| assert!(n > 0, "{name} {n:?}"));
    defer!(eprint!("{}{name:.0}", ""));
    text.push_str(name);
    text
}

/// Control flow inside of a deferred block.
#[with_defer]
pub fn nested(words: &[&str]) {
    defer!(|| {
        for word in words {
            match *word {
                "" => continue,
                "end" => break,
                word => say(word),
            }
            say("behind");
        }
        if words.is_empty() {
            return;
        }
        let Some(last) = words.last() else {
            return;
        };
        defer!(say("inner"));
        note("last", last.len());
    });
    note("words", words.len());
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::trace::trace;
    use pretty_assertions::assert_eq;

    #[test]
    fn each_runs() {
        assert_eq!(trace(|| calls(3)), (1, vec![String::from("places 4")]));
        let (value, said) = trace(|| blocks("name"));
        assert_eq!(value, 5);
        assert_eq!(said, ["name", "block 5", "closure 6", "closure 6", "braces 6"]);
        let ((), said) = trace(|| values(&["a"]));
        assert_eq!(said, ["values", "literal 1", "left"]);
        assert_eq!(formatted("name", 1), "textname");
        let ((), said) = trace(|| nested(&["", "a", "end"]));
        assert_eq!(said, ["words 3", "a", "behind", "last 3", "inner"]);
    }
}
