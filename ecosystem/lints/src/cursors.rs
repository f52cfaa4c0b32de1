//! Loops that move on a mutable reference into what they walk.

use crate::trace::note;
use defer_runtime::{defer, with_defer};

/// A list.
#[derive(Debug, Default)]
pub struct Node {
    /// What it holds.
    pub value: usize,
    /// What follows.
    pub next: Option<Box<Self>>,
}

/// The list of these values.
#[must_use]
pub fn list(values: &[usize]) -> Option<Box<Node>> {
    let (value, rest) = values.split_first()?;
    Some(Box::new(Node {
        value: *value,
        next: list(rest),
    }))
}

/// The end of a list.
#[with_defer]
pub fn end(list: &mut Node) -> &mut Option<Box<Node>> {
    let mut cursor = &mut list.next;
    while let Some(next) = cursor {
        defer!(note("step", 1));
        cursor = &mut next.next;
    }
    cursor
}

/// Changes each value.
#[with_defer]
pub fn double(list: &mut Node) {
    let mut cursor = Some(list);
    while let Some(node) = cursor {
        let before = node.value;
        defer!(note("was", before));
        node.value *= 2;
        cursor = node.next.as_deref_mut();
    }
}

/// The sum of the values, by reference.
#[with_defer]
#[must_use]
pub fn sum(list: &Node) -> usize {
    let mut sum = 0;
    let mut cursor = Some(list);
    while let Some(node) = cursor {
        defer!(note("at", node.value));
        sum += node.value;
        cursor = node.next.as_deref();
    }
    sum
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::trace::trace;
    use pretty_assertions::assert_eq;

    #[test]
    fn each_runs() {
        let mut list = list(&[1, 2]).expect("there are values");
        let (sum, said) = trace(|| {
            *end(&mut list) = Some(Box::default());
            double(&mut list);
            sum(&list)
        });
        assert_eq!(sum, 6);
        assert_eq!(said, ["step 1", "was 1", "was 2", "was 0", "at 2", "at 4", "at 0"]);
    }
}
