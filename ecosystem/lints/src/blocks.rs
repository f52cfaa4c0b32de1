//! The attribute on `impl` and `trait` blocks.

use crate::trace::{note, say};
use defer_runtime::{defer, with_defer};

/// Counts what it is told.
#[derive(Debug, Default)]
pub struct Counter {
    count: usize,
}

#[with_defer]
impl Counter {
    /// How much a step counts.
    pub const STEP: usize = 2;

    /// The count.
    #[must_use]
    pub const fn get(&self) -> usize {
        self.count
    }

    /// Counts one step.
    pub fn step(&mut self) -> &mut usize {
        defer!(say("stepped"));
        self.count += Self::STEP;
        &mut self.count
    }

    /// Counts the words.
    pub fn all(&mut self, words: &[&str]) {
        for word in words {
            defer! { self.count += 1; }
            if word.is_empty() {
                continue;
            }
            self.count += word.len();
        }
    }
}

/// Has a name.
#[with_defer]
pub trait Named {
    /// The name.
    fn name(&self) -> String;

    /// Says the name, behind a greeting.
    fn greet(&self, greeting: &str) -> usize {
        let name = self.name();
        defer!(say(&name));
        say(greeting);
        name.len()
    }
}

#[with_defer]
impl Named for Counter {
    fn name(&self) -> String {
        defer!(note("count", self.count));
        String::from("counter")
    }
}

impl Drop for Counter {
    #[with_defer]
    fn drop(&mut self) {
        defer!(say("dropped"));
        if self.count == 0 {
            return;
        }
        note("dropping", self.count);
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::trace::trace;
    use pretty_assertions::assert_eq;

    #[test]
    fn each_runs() {
        let (count, said) = trace(|| {
            let mut counter = Counter::default();
            *counter.step() += 1;
            counter.all(&["ab", ""]);
            assert_eq!(counter.greet("hello"), 7);
            counter.get()
        });
        assert_eq!(count, 7);
        assert_eq!(
            said,
            ["stepped", "count 7", "hello", "counter", "dropping 7", "dropped"]
        );
    }
}
