//! Methods of every receiver, and borrows that they return.

use crate::trace::{note, say};
use defer_runtime::{defer, with_defer};
use std::sync::{Arc, Mutex, PoisonError};

/// A tree with leaves.
#[derive(Debug, Default)]
pub struct Tree {
    depth: usize,
    leaves: Vec<String>,
}

impl Tree {
    /// A tree of these leaves.
    #[with_defer]
    #[must_use]
    pub fn new(leaves: &[&str]) -> Self {
        defer!(note("leaves", leaves.len()));
        let leaves = leaves.iter().copied().map(String::from).collect();
        Self { depth: 0, leaves }
    }

    /// Changes the tree in the body and in deferred code, and returns a borrow of it.
    #[with_defer]
    pub fn leaf(&mut self, at: usize) -> Option<&mut String> {
        self.depth += 1;
        defer! { self.depth -= 1; }
        let leaf = self.leaves.get_mut(at)?;
        leaf.push('!');
        Some(leaf)
    }

    /// A loop over a field, with another changed in it.
    #[with_defer]
    #[must_use]
    pub fn longest(&mut self) -> Option<&str> {
        let mut longest = None::<&str>;
        for leaf in &self.leaves {
            self.depth += 1;
            defer! { self.depth -= 1; }
            if longest.is_some_and(|longest| longest.len() >= leaf.len()) {
                continue;
            }
            longest = Some(leaf);
        }
        longest
    }

    /// By reference.
    #[with_defer]
    #[must_use]
    pub fn first(&self) -> &str {
        defer!(note("depth", self.depth));
        self.leaves.first().map_or("", |leaf| leaf)
    }

    /// By value.
    #[with_defer]
    #[must_use]
    pub fn into_leaves(self) -> Vec<String> {
        defer!(note("depth", self.depth));
        self.leaves
    }

    /// A method that gives itself back.
    #[with_defer]
    pub fn with(&mut self, leaf: &str) -> &mut Self {
        defer!(say(leaf));
        self.leaves.push(leaf.to_owned());
        self
    }
}

/// A lock that the body holds and deferred code takes again.
#[with_defer]
#[must_use]
pub fn locked(counter: &Arc<Mutex<usize>>) -> usize {
    defer!(|| {
        let count = *counter.lock().unwrap_or_else(PoisonError::into_inner);
        note("count", count);
    });
    let mut count = counter.lock().unwrap_or_else(PoisonError::into_inner);
    *count += 1;
    *count
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::trace::trace;
    use pretty_assertions::assert_eq;

    #[test]
    fn each_runs() {
        let (leaves, said) = trace(|| {
            let mut tree = Tree::new(&["a", "bc"]);
            assert_eq!(tree.leaf(0).cloned().as_deref(), Some("a!"));
            assert_eq!(tree.leaf(2), None);
            assert_eq!(tree.with("cde").longest(), Some("cde"));
            assert_eq!(tree.first(), "a!");
            tree.into_leaves()
        });
        assert_eq!(leaves, ["a!", "bc", "cde"]);
        assert_eq!(said, ["leaves 2", "cde", "depth 0", "depth 0"]);
        assert_eq!(locked(&Arc::default()), 1);
    }
}
