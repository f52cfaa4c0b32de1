//! What users write: bodies in which awaits stand wherever an expression may, with deferred calls between them (8.1).

#![allow(clippy::never_loop)]

use defer_runtime::{defer, errdefer, okdefer, recover, with_defer};
use defer_tests::poll::{finish, pause};
use defer_tests::{gives, say};
use std::collections::HashMap;
use std::fmt::Debug;
use std::num::ParseIntError;
use std::pin::pin;

/// The next number, if it isn't too large.
async fn next(n: u32) -> Result<u32, String> {
    pause().await;
    if n > 100 {
        return Err(format!("{n} is too large"));
    }
    Ok(n + 1)
}

// Locals that the code behind a deferred call moves.

#[with_defer]
async fn accumulates(list: Vec<u32>) -> Vec<u32> {
    async fn push(mut list: Vec<u32>, n: u32) -> Vec<u32> {
        pause().await;
        list.push(n);
        list
    }
    let mut all = Vec::new();
    for n in list {
        defer!(say(n));
        all = push(all, n).await;
        if all.len() == 2 {
            break;
        }
    }
    all
}

#[with_defer]
async fn moves_on_its_way_out(limit: usize) -> usize {
    let buffer = vec![0; 3];
    let mut n = 0;
    loop {
        defer!(say(n));
        n += 1;
        pause().await;
        if n > limit {
            drop(buffer);
            break n;
        }
    }
}

#[allow(clippy::needless_late_init)]
#[with_defer]
async fn assigned_later(waits: bool) -> u32 {
    let n;
    defer!(say("deferred"));
    if waits {
        n = next(1).await.unwrap();
    } else {
        n = 5;
    }
    pause().await;
    n
}

#[with_defer]
async fn values_of_loops_and_blocks() -> u32 {
    let first = 'a: loop {
        defer!(say("outer"));
        loop {
            defer!(say("inner"));
            let n = next(1).await.unwrap();
            if n == 2 {
                break 'a n;
            }
        }
    };
    let second = 'b: {
        defer!(say("block"));
        if first == 2 {
            break 'b next(first).await.unwrap();
        }
        0
    };
    first + second
}

/// What it lends is that of its receiver.
struct Store(HashMap<&'static str, String>);

impl Store {
    fn new() -> Self {
        Store(HashMap::from([("a", String::from("A"))]))
    }

    #[with_defer]
    async fn first<'s>(&'s self, keys: &[&str]) -> Option<&'s str> {
        defer!(say("first"));
        for key in keys {
            defer!(say(key));
            pause().await;
            if let Some(value) = self.0.get(*key) {
                return Some(value);
            }
        }
        None
    }

    #[with_defer]
    async fn change(&mut self, key: &str) -> Option<&mut String> {
        self.0.insert("b", String::from("B"));
        defer! { say("changed") }
        pause().await;
        let value = self.0.get_mut(key)?;
        pause().await;
        value.push('!');
        Some(value)
    }

    #[with_defer]
    async fn insert(&mut self, key: &'static str) -> Result<usize, String> {
        defer!(|| say(self.0.len()));
        if !self.0.contains_key(key) {
            let n = next(1).await?;
            self.0.insert(key, n.to_string());
        }
        Ok(self.0.len())
    }
}

struct Node {
    value: u32,
    next: Option<Box<Node>>,
}

fn list() -> Node {
    let next = Some(Box::new(Node { value: 2, next: None }));
    Node { value: 1, next }
}

#[with_defer]
async fn last(mut node: &mut Node) -> &mut u32 {
    defer!(say("found"));
    while node.next.is_some() {
        defer!(say("step"));
        pause().await;
        node = node.next.as_mut().unwrap();
    }
    &mut node.value
}

#[with_defer]
async fn find(mut node: &Node, value: u32) -> Option<&Node> {
    defer!(say("end"));
    loop {
        defer!(say("step"));
        if node.value == value {
            return Some(node);
        }
        pause().await;
        node = node.next.as_ref()?;
    }
}

#[with_defer]
async fn last_by_ref(mut node: &mut Node) -> &mut u32 {
    while let Some(ref mut next) = node.next {
        defer!(say("step"));
        pause().await;
        node = next;
    }
    &mut node.value
}

#[with_defer]
async fn pinned() -> u32 {
    let mut future = pin!(next(1));
    defer!(say("pinned"));
    let text = &mut String::new();
    for i in 0..2 {
        defer!(|| text.push('x'));
        if i == 1 {
            break;
        }
    }
    let n = future.as_mut().await.unwrap();
    say(text);
    n
}

#[with_defer]
async fn formats(list: Vec<u32>) -> String {
    macro_rules! say {
        ($($tokens:tt)*) => { say(format!($($tokens)*)) };
    }
    let mut n = 1;
    defer!(say!("{list:?} {n} {}", list.len()));
    n += 1;
    pause().await;
    say!("{} {n}", next(1).await.unwrap());
    let text = format!("{:?}", next(2).await);
    defer!(|| assert_eq!(text, "Ok(3)"));
    pause().await;
    text.to_uppercase()
}

#[with_defer]
async fn futures_and_closures(list: &[u32]) -> Result<Vec<u32>, String> {
    let mut all = Vec::new();
    defer!(|| say(format!("{} in all", all.len())));
    let futures: Vec<_> = list
        .iter()
        .map(|&n| async move {
            defer!(say(n));
            next(n).await
        })
        .collect();
    for future in futures {
        all.push(future.await?);
    }
    let mut total = 0;
    let mut add = async |n: u32| {
        defer!(|| say("added"));
        total += next(n).await?;
        Ok::<_, String>(total)
    };
    add(1).await?;
    add(2).await?;
    all.push(total);
    Ok(all.clone())
}

#[derive(Debug, PartialEq)]
enum Failure {
    Late(String),
    Bad(ParseIntError),
}

impl From<String> for Failure {
    fn from(message: String) -> Self {
        Failure::Late(message)
    }
}

impl From<ParseIntError> for Failure {
    fn from(error: ParseIntError) -> Self {
        Failure::Bad(error)
    }
}

#[with_defer]
async fn converts_errors(text: &str) -> Result<u32, Failure> {
    errdefer!(|err| say(format!("{err:?}")));
    defer!(next(1).await?);
    okdefer!(|| say(next(9).await?));
    let n: u32 = text.parse()?;
    defer!(|| {
        if n == 1 {
            next(300).await?;
        }
        let same: u32 = text.parse()?;
        say(same);
    });
    match next(n).await {
        Ok(n) if n > 3 => return Ok(next(n).await?),
        Ok(_) => {}
        Err(error) => Err(error)?,
    }
    let Ok(n) = next(n).await else {
        return Err(Failure::Late(String::from("not reached")));
    };
    Ok(next(next(n).await?).await?)
}

#[with_defer]
async fn awaits_in_scrutinees(n: u32) -> Option<u32> {
    if let Ok(m) = next(n).await
        && m > 1
    {
        defer!(|| say(format!("if {m}")));
        pause().await;
        next(m).await.ok()?;
    } else {
        defer!(say("else"));
        pause().await;
    }
    match next(n).await {
        Ok(5) => {
            defer!(say("five"));
            next(1).await.ok()?;
        }
        Ok(m) => {
            let more = next(m).await.ok()?;
            defer!(|| say(format!("more {more}")));
            pause().await;
        }
        Err(_) => return None,
    }
    while let Ok(m) = next(n).await {
        defer!(say(format!("while {m}")));
        if next(m).await.is_ok() {
            break;
        }
    }
    Some(n)
}

#[with_defer]
async fn retries<F, R, T>(mut attempt: F) -> Result<T, String>
where
    F: FnMut(u32) -> R,
    R: Future<Output = Result<T, String>>,
    T: Debug,
{
    let mut tries = 0;
    loop {
        defer!(|| say(format!("try {tries}")));
        tries += 1;
        match attempt(tries).await {
            Ok(value) => return Ok(value),
            Err(error) if tries == 3 => return Err(error),
            Err(_) => continue,
        }
    }
}

#[with_defer(all, error = None)]
async fn names_a_tuple(count: u32) -> (Vec<u32>, Option<String>) {
    defer!(|| {
        if let Some(error) = &error {
            say(error);
        }
    });
    for i in 0..count {
        defer!(|| all.push(0));
        match next(i * 60).await {
            Ok(n) => all.push(n),
            Err(message) => {
                error = Some(message);
                return;
            }
        }
    }
}

#[with_defer(result)]
async fn recovers(list: &[u32]) -> Result<u32, String> {
    defer!(|| {
        if let Some(panic) = recover!() {
            pause().await;
            result = Err(format!("{panic} after {result:?}"));
        }
    });
    for i in 0..3 {
        defer!(next(i).await?);
        pause().await;
        assert!((i as usize) < list.len(), "no {i}");
        result = Ok(list[i as usize]);
    }
    Ok(3)
}

gives! {
    local_that_accumulates: finish(accumulates(vec![1, 2, 3])) => [1, 2], ["1", "2"];
    local_that_is_moved_on_the_way_out: finish(moves_on_its_way_out(1)) => 2, ["0", "1"];
    local_that_is_assigned_later: (finish(assigned_later(true)), finish(assigned_later(false))) => (2, 5),
        ["deferred", "deferred"];
    value_of_loops_and_blocks: finish(values_of_loops_and_blocks()) => 5, ["inner", "outer", "block"];
    borrowed_value: finish(Store::new().first(&["z", "a"])).map(str::to_owned) => Some(String::from("A")),
        ["z", "a", "first"];
    mutably_borrowed_value: finish(Store::new().change("a")).cloned() => Some(String::from("A!")), ["changed"];
    inserted_value: finish(Store::new().insert("c")) => Ok(2), ["2"];
    cursor: {
        let mut list = list();
        *finish(last(&mut list)) = 7;
        list.next.unwrap().value
    } => 7, ["step", "found"];
    cursor_in_the_condition: {
        let mut list = list();
        *finish(last_by_ref(&mut list)) = 7;
        list.next.unwrap().value
    } => 7, ["step"];
    shared_cursor: finish(find(&list(), 2)).map(|node| node.value) => Some(2), ["step", "step", "end"];
    shared_cursor_at_the_end: finish(find(&list(), 3)).is_none() => true, ["step", "step", "end"];
    pinned_future: finish(pinned()) => 2, ["xx", "pinned"];
    formatting_macros: finish(formats(vec![1])) => "OK(3)", ["2 2", "[1] 1 1"];
    futures_in_a_list: finish(futures_and_closures(&[1, 2])) => Ok(vec![2, 3, 5]),
        ["1", "2", "added", "added", "3 in all"];
    futures_in_a_list_that_fail: finish(futures_and_closures(&[1, 200])) => Err(String::from("200 is too large")),
        ["1", "200", "1 in all"];
    converted_error_of_a_deferred_call: finish(converts_errors("1"))
        => Err(Failure::Late(String::from("300 is too large"))), [r#"Late("300 is too large")"#];
    converted_error: finish(converts_errors("x")).is_err() => true, ["Bad(ParseIntError { kind: InvalidDigit })"];
    early_value: finish(converts_errors("7")) => Ok(9), ["7", "10"];
    late_value: finish(converts_errors("2")) => Ok(5), ["2", "10"];
    scrutinees_that_await: finish(awaits_in_scrutinees(1)) => Some(1), ["while 2", "more 3", "if 2"];
    scrutinees_that_await_in_other_arms: finish(awaits_in_scrutinees(4)) => Some(4), ["while 5", "five", "if 5"];
    scrutinees_that_await_in_else: finish(awaits_in_scrutinees(0)) => Some(0), ["while 1", "more 2", "else"];
    scrutinees_that_await_and_end: finish(awaits_in_scrutinees(100)) => None, ["if 101"];
    attempts_that_fail: finish(retries(async |n| next(n * 200).await)) => Err(String::from("600 is too large")),
        ["try 1", "try 2", "try 3"];
    attempts: finish(retries(|n| next(220 - n * 60))) => Ok(101), ["try 1", "try 2"];
    named_tuple: finish(names_a_tuple(2)) => (vec![1, 0, 61, 0], None), [""; 0];
    named_tuple_and_a_return: finish(names_a_tuple(4)) => (vec![1, 0, 61, 0, 0], Some(String::from("120 is too large"))),
        ["120 is too large"];
    recovery: finish(recovers(&[10, 20])) => Err(String::from("no 2 after Ok(20)")), [""; 0];
    no_recovery: finish(recovers(&[10, 20, 30])) => Ok(3), [""; 0];
}

/// 9.3: the expansion causes no warning. (That the functions are used is seen by the tests above.)
#[deny(warnings)]
#[allow(dead_code)]
mod no_warnings {
    use super::*;

    /// `mut` is for the deferred call. (unused_mut)
    #[with_defer]
    async fn local_of_a_block_that_only_the_deferred_call_changes(condition: bool) {
        if condition {
            let mut list = vec![1];
            defer!(|| list.push(2));
            pause().await;
        }
    }

    /// Both loops are scopes, and the inner one has the only `continue`. (unused_labels)
    #[with_defer]
    async fn label_of_an_outer_scope(n: u32) {
        'outer: for i in 0..n {
            defer!(say("outer"));
            for _ in 0..n {
                defer!(say("inner"));
                pause().await;
                if i == 1 {
                    continue 'outer;
                }
            }
        }
    }
}
