//! Cursors that walk along what they borrow, around and across deferred calls (2.2).

use defer_runtime::{defer, errdefer, recover, with_defer};
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

#[derive(Default)]
struct Slots {
    items: Vec<u32>,
    at: usize,
    name: String,
}

/// Picks from two that both are lent for as long as the value is.
fn pick<'a>(slots: &'a mut Slots, more: &'a mut Vec<u32>) -> &'a mut u32 {
    more.push(1);
    &mut slots.items[slots.at]
}

/// What a loop's body borrows through a `&mut` parameter is returned out of it.
impl Slots {
    fn with(items: &[u32]) -> Self {
        Slots {
            items: items.to_vec(),
            ..Slots::default()
        }
    }

    fn check(&mut self, n: u32) -> Result<u32, String> {
        self.at += 1;
        (n < 3).then_some(n).ok_or_else(|| self.name.clone())
    }

    #[with_defer]
    fn in_a_loop(&mut self) -> Option<&mut u32> {
        loop {
            defer!(say("loop"));
            self.at += 1;
            if self.at == 2 {
                return self.items.get_mut(self.at);
            }
            if self.at > 5 {
                break;
            }
        }
        self.at = 0;
        self.items.last_mut()
    }

    #[with_defer]
    fn in_a_while(&mut self) -> Result<&mut u32, &str> {
        while self.at < 5 {
            let at = self.at;
            defer!(say(at));
            self.at += 1;
            if self.at == 7 {
                continue;
            }
            if self.items.get(self.at) == Some(&7) {
                return Ok(&mut self.items[self.at]);
            }
        }
        Err(self.name.trim())
    }

    #[with_defer]
    fn in_counted_loops(&mut self, key: u32) -> &mut u32 {
        'rounds: loop {
            defer!(say("round"));
            for at in (0..self.items.len()).rev() {
                defer!(say(at));
                if self.items[at] < key {
                    self.items.insert(at + 1, key);
                    continue 'rounds;
                }
                if self.items[at] == key {
                    return &mut self.items[at];
                }
            }
            self.items.insert(0, key);
        }
    }

    #[with_defer]
    fn behind_a_question_mark(&mut self, until: u32) -> Result<&mut u32, String> {
        for n in 0..until {
            defer!(say(n));
            errdefer!(say("failed"));
            let m = self.check(n)?;
            if m == 1 && self.at == 2 {
                return Ok(&mut self.items[1]);
            }
            if n == 2 && self.at > 4 {
                let last = self.items.last_mut();
                return last.ok_or_else(String::new);
            }
        }
        Err(String::from("none"))
    }

    #[with_defer]
    fn in_loops(&mut self, until: usize) -> Option<&mut u32> {
        defer!(say("function"));
        'outer: for n in 0..until {
            defer!(say(n));
            for m in 0..until {
                defer!(say(10 * n + m));
                defer!(say("inner"));
                self.at += 1;
                match self.at {
                    2 => continue 'outer,
                    4 => return self.items.get_mut(n),
                    9 => break 'outer,
                    _ => {}
                }
            }
        }
        self.items.first_mut()
    }

    #[with_defer(scope = block)]
    fn in_blocks(&mut self, until: u32) -> Option<&mut u32> {
        {
            defer!(say("block"));
            self.at += 1;
            if until == 1 {
                return self.items.get_mut(self.at);
            }
        }
        self.items.first_mut()
    }

    #[with_defer]
    async fn in_a_future(&mut self, until: u32) -> Option<&mut u32> {
        for n in 0..until {
            defer!(say(n));
            defer_tests::pause().await;
            self.at += 1;
            if self.at == 3 {
                return self.items.get_mut(1);
            }
        }
        None
    }
}

#[with_defer]
fn of_two<'a>(slots: &'a mut Slots, more: &'a mut Vec<u32>) -> &'a mut u32 {
    loop {
        defer!(say(more.len()));
        slots.at += 1;
        more.push(0);
        if slots.at == 2 {
            return pick(slots, more);
        }
    }
}

#[test]
fn returned_out_of_a_loop() {
    let slots = || Slots::with(&[5, 6, 7]);
    assert_returns(|| slots().in_a_loop().copied(), Some(7), &["loop", "loop"]);
    let mut at_end = Slots {
        at: 4,
        ..Slots::with(&[5, 6])
    };
    assert_returns(|| at_end.in_a_loop().copied(), Some(6), &["loop", "loop"]);
    assert_returns(|| slots().in_a_while().copied().map_err(str::len), Ok(7), &["0", "1"]);
    let none = ["0", "1", "2", "3", "4"];
    assert_returns(
        || Slots::with(&[5]).in_a_while().copied().map_err(str::len),
        Err(0),
        &none,
    );
    assert_returns(|| *slots().in_counted_loops(6), 6, &["2", "1", "round"]);
    let inserted = ["2", "1", "0", "round", "3", "2", "1", "0", "round"];
    assert_returns(|| *slots().in_counted_loops(4), 4, &inserted);
    assert_returns(|| *slots().in_counted_loops(9), 9, &["2", "round", "3", "round"]);
    let question = |until, at| {
        let mut slots = Slots {
            at,
            ..Slots::with(&[5, 6, 7])
        };
        slots.behind_a_question_mark(until).copied()
    };
    assert_returns(|| question(4, 0), Ok(6), &["0", "1"]);
    assert_returns(|| question(4, 2), Ok(7), &["0", "1", "2"]);
    assert_returns(|| question(2, 2), Err(String::from("none")), &["0", "1"]);
    let failed = ["0", "1", "2", "failed", "3"];
    assert_returns(|| question(4, 1), Err(String::new()), &failed);
    let inner = [
        "inner", "0", "inner", "1", "0", "inner", "10", "inner", "11", "1", "function",
    ];
    assert_returns(|| slots().in_loops(3).copied(), Some(6), &inner);
    assert_returns(|| slots().in_blocks(1).copied(), Some(6), &["block"]);
    assert_returns(|| slots().in_blocks(2).copied(), Some(5), &["block"]);
    let future = || defer_tests::poll::finish(slots().in_a_future(4)).copied();
    assert_returns(future, Some(6), &["0", "1", "2"]);
    assert_returns(|| *of_two(&mut slots(), &mut vec![9]), 7, &["1", "2"]);
}

/// What something else borrows from meanwhile stays where it is, and so does what deferred code names.
impl Slots {
    #[with_defer]
    fn lent_to_a_loop(&mut self) -> Result<&str, &str> {
        for item in self.items.iter_mut() {
            defer!(say("item"));
            *item += 1;
            if *item == 7 {
                return Err(self.name.trim());
            }
        }
        while let Some(item) = self.items.first_mut() {
            defer!(say("first"));
            *item += 1;
            if *item == 8 {
                return Ok(self.name.trim());
            }
        }
        Ok("none")
    }

    #[with_defer]
    fn lent_to_a_branch(&mut self) -> Result<&str, &str> {
        if let Some(first) = self.items.first_mut() {
            for n in 0..3 {
                defer!(say(n));
                *first += 1;
                if *first == 7 {
                    return Err(self.name.trim());
                }
            }
        }
        let mut held = Vec::new();
        held.extend(Some(&mut self.at));
        for n in 10..13 {
            defer!(say(n));
            *held[0] += 1;
            if *held[0] == 2 {
                return Ok(self.name.trim());
            }
        }
        Ok("none")
    }

    #[with_defer]
    fn in_use_behind_a_recovery(&mut self) -> Result<&str, String> {
        for n in 0..3 {
            defer! {
                if recover!().is_some() {
                    say("recovered");
                }
            }
            for m in 0..3 {
                defer!(say(10 * n + m));
                self.at += 1;
                assert!(self.at != 2, "the second");
                if self.at == 4 {
                    return Err(self.err());
                }
            }
        }
        Ok("none")
    }

    fn done(&mut self) {
        say(format!("done {}", self.at));
    }

    fn err(&self) -> String {
        format!("at {}", self.at)
    }

    #[with_defer]
    fn named_by_deferred_code(&mut self, until: u32) -> Result<&str, String> {
        if until > 1 {
            defer! { self.done() }
        }
        for n in 0..until {
            defer! { self.done() }
            for m in 0..2 {
                defer!(say(n + m));
                self.at += 1;
                if self.at == 3 {
                    return Err(self.err());
                }
            }
        }
        Ok("none")
    }
}

#[test]
fn lent_in_a_loop() {
    let slots = |first| Slots::with(&[first]);
    assert_returns(
        || slots(6).lent_to_a_loop().map(str::len).map_err(str::len),
        Err(0),
        &["item"],
    );
    assert_returns(
        || slots(3).lent_to_a_loop().map(str::len).map_err(str::len),
        Ok(0),
        &["item", "first", "first", "first", "first"],
    );
    assert_returns(
        || slots(5).lent_to_a_branch().map(str::len).map_err(str::len),
        Err(0),
        &["0", "1"],
    );
    assert_returns(
        || slots(1).lent_to_a_branch().map(str::len).map_err(str::len),
        Ok(0),
        &["0", "1", "2", "10", "11"],
    );
    assert_returns(
        || slots(1).named_by_deferred_code(1).map(str::len),
        Ok(4),
        &["0", "1", "done 2"],
    );
    let failed = ["0", "1", "done 2", "1", "done 3", "done 3"];
    assert_returns(
        || slots(1).named_by_deferred_code(2).map(str::len),
        Err(String::from("at 3")),
        &failed,
    );
    let recovered = ["0", "1", "recovered", "10", "11"];
    assert_returns(
        || slots(1).in_use_behind_a_recovery().map(str::len),
        Err(String::from("at 4")),
        &recovered,
    );
}
