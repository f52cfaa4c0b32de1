//! Cursors that walk along what they borrow, around and across deferred calls (2.2).

use defer_runtime::{defer, with_defer};
use defer_tests::{assert_returns, say};
use pretty_assertions::assert_eq;

#[derive(Default)]
struct Node {
    value: i32,
    next: Option<Box<Node>>,
}

fn list(values: &[i32]) -> Node {
    let mut list = Node::default();
    for value in values.iter().rev() {
        list.next = Some(Box::new(Node {
            value: *value,
            next: list.next.take(),
        }));
    }
    list
}

/// A cursor walks to the end of a list and is returned.
#[with_defer]
fn last<'a>(mut node: &'a mut Node, calls: &mut i32) -> &'a mut Node {
    defer!(|| *calls += 1);
    while node.next.is_some() {
        node = node.next.as_mut().unwrap();
    }
    node
}

/// The same with a deferred call in each iteration.
#[with_defer]
fn last_in_a_loop(mut node: &mut Node) -> &mut Node {
    while node.next.is_some() {
        defer!(say("step"));
        node = node.next.as_mut().unwrap();
    }
    node
}

/// A cursor that matches its way along, and ends at the hole at the end.
#[with_defer]
fn append(node: &mut Node, value: i32) -> usize {
    let mut steps = 0;
    let mut cursor = &mut node.next;
    while let Some(next) = cursor {
        defer!(|| say(steps));
        steps += 1;
        cursor = &mut next.next;
    }
    *cursor = Some(Box::new(Node { value, next: None }));
    steps
}

/// A shared cursor, and the node where it stopped.
#[with_defer]
fn find(node: &Node, wanted: i32) -> Option<&Node> {
    let mut cursor = Some(node);
    while let Some(node) = cursor {
        defer!(say(node.value));
        if node.value == wanted {
            return cursor;
        }
        cursor = node.next.as_deref();
    }
    None
}

#[test]
fn cursor_is_returned() {
    let mut list = list(&[1, 2]);
    let mut calls = 0;
    last(&mut list, &mut calls).value += 10;
    assert_eq!(calls, 1);
    assert_returns(|| last_in_a_loop(&mut list).value, 12, &["step", "step"]);
}

#[test]
fn cursor_is_advanced_in_a_loop() {
    let mut list = list(&[1, 2]);
    assert_returns(|| append(&mut list, 3), 2, &["1", "2"]);
    assert_returns(|| find(&list, 3).unwrap().next.is_none(), true, &["0", "1", "2", "3"]);
    assert_returns(|| find(&list, 4).is_none(), true, &["0", "1", "2", "3"]);
}

/// Two cursors that are swapped and advanced in one loop.
#[with_defer]
fn merge<'a>(mut left: &'a [i32], mut right: &'a [i32]) -> Vec<i32> {
    let mut out = Vec::new();
    loop {
        defer!(say(left.len() + right.len()));
        if left.is_empty() || (!right.is_empty() && right[0] < left[0]) {
            std::mem::swap(&mut left, &mut right);
        }
        let Some((first, rest)) = left.split_first() else {
            return out;
        };
        out.push(*first);
        left = rest;
    }
}

#[test]
fn merge_of_two_slices() {
    assert_returns(|| merge(&[1, 4], &[2, 3]), [1, 2, 3, 4], &["4", "3", "2", "1", "0"]);
}

#[derive(Default)]
struct Tree {
    leaves: Vec<i32>,
    depth: i32,
}

/// What is borrowed from a parameter before a deferred call stays borrowed behind it.
impl Tree {
    #[with_defer]
    fn lends_to_the_rest(&mut self) -> Result<(), String> {
        let leaf = self.leaves.first_mut().ok_or("no leaf")?;
        defer!(say("left"));
        *leaf += 1;
        self.depth += 1;
        Ok(())
    }

    #[with_defer]
    fn lends_to_deferred_code(&mut self) -> &mut i32 {
        let leaves = &mut self.leaves;
        defer!(|| leaves.push(9));
        self.depth += 1;
        &mut self.depth
    }

    #[with_defer]
    fn lends_by_way_of_another(&mut self) -> &mut i32 {
        let leaves = &mut self.leaves;
        let leaf = leaves.last_mut();
        defer!(say("outer"));
        defer!(say("inner"));
        if let Some(leaf) = leaf {
            *leaf += 1;
        }
        &mut self.depth
    }
}

/// A value that was read from it borrows nothing.
#[with_defer]
fn last_behind_a_value(mut node: &mut Node) -> &mut Node {
    let first = node.value;
    defer!(say(first));
    while node.next.is_some() {
        node = node.next.as_mut().unwrap();
    }
    node.value += first;
    node
}

#[test]
fn lent_parameter_goes_on_being_used() {
    let mut tree = Tree::default();
    assert_returns(|| tree.lends_to_the_rest(), Err(String::from("no leaf")), &[]);
    assert_returns(|| *tree.lends_to_deferred_code(), 1, &[]);
    assert_returns(|| *tree.lends_by_way_of_another(), 1, &["inner", "outer"]);
    assert_returns(|| tree.lends_to_the_rest(), Ok(()), &["left"]);
    assert_eq!((tree.leaves, tree.depth), (vec![11], 2));
    let mut list = list(&[1, 2]);
    list.value = 5;
    assert_returns(|| last_behind_a_value(&mut list).value, 7, &["5"]);
}

/// Counts pairs, as an iterator that looks one ahead does.
struct Ahead<I> {
    iter: I,
    last: Option<Option<i32>>,
}

impl<I: Iterator<Item = i32>> Ahead<I> {
    /// What `last` leads to gets a new value behind a `match` of it: that has not moved the reference.
    #[with_defer]
    fn sum(&mut self) -> Option<i32> {
        let Self { iter, last } = self;
        let first = match last {
            Some(last) => last.take(),
            None => {
                *last = Some(None);
                defer!(say("first"));
                iter.next()
            }
        }?;
        let sum = iter.try_fold(first, |sum, next| match next {
            0 => {
                *last = Some(Some(sum));
                Err(sum)
            }
            next => Ok(sum + next),
        });
        Some(sum.unwrap_or_else(|sum| sum))
    }
}

/// 3.5: a reference that is matched, and given through, stays.
#[test]
fn matched_and_given_through() {
    let mut ahead = Ahead {
        iter: [1, 2, 0, 3].into_iter(),
        last: None,
    };
    assert_returns(|| ahead.sum(), Some(3), &["first"]);
    assert_returns(|| ahead.sum(), Some(6), &[]);
}
