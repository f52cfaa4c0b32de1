//! Async functions, blocks and closures, and the loops in them (chapter 8).

use crate::trace::{note, pause, say};
use defer_runtime::{defer, errdefer, recover, with_defer};
use std::num::ParseIntError;

/// Gives its number after a while.
pub async fn slow(n: usize) -> usize {
    pause().await;
    n
}

/// Calls that wait, and calls that don't.
#[with_defer]
pub async fn waiting(name: &str) -> usize {
    let mut n = 1;
    defer!(note("n", n));
    defer!(pause().await);
    defer!(|| {
        pause().await;
        note("deferred", n);
    });
    n += slow(name.len()).await;
    n
}

/// It waits in deferred code alone.
#[with_defer]
pub async fn cleaned(names: Vec<String>) {
    let count = names.len();
    defer!(|| note("cleaned", slow(count).await));
    for name in names {
        say(&name);
    }
}

/// What it holds until its end, and doesn't use.
#[with_defer]
pub async fn holding<T: Send>(_held: T, _: usize) {
    defer!(pause().await);
    say("holding");
}

/// What it takes apart, and doesn't use.
#[with_defer]
pub async fn parted(
    (a, _b): (String, usize),
    [first, ..]: [usize; 2],
    #[expect(unused_variables)] c: String,
) -> String {
    defer!(|| say("parted"));
    pause().await;
    a.repeat(first)
}

/// Early ends and errors.
///
/// # Errors
///
/// If the text is no number.
#[with_defer]
pub async fn parsed(text: &str) -> Result<usize, ParseIntError> {
    errdefer!(say("failed"));
    defer!(|| {
        let n = text.trim().parse::<usize>()?;
        note("again", slow(n).await);
    });
    if text.is_empty() {
        return Ok(0);
    }
    let n = text.parse::<usize>()?;
    Ok(slow(n).await)
}

/// Deferred calls in branches.
#[with_defer]
pub async fn branches(n: usize) -> &'static str {
    if n > 1 {
        let half = n / 2;
        defer!(|| note("half", slow(half).await));
        pause().await;
    } else {
        defer!(pause().await);
    }
    let name = match slow(n).await {
        0 => "none",
        1 => return "one",
        _ => "many",
    };
    pause().await;
    name
}

/// A named result and a recovery.
///
/// # Panics
///
/// Never, whatever the number.
#[with_defer(result)]
pub async fn recovered(n: usize) -> usize {
    defer!(|| {
        pause().await;
        if let Some(panic) = recover!() {
            say(panic.message().unwrap_or("no message"));
            result = 1;
        }
    });
    assert!(slow(n).await > 0, "it is zero");
    n
}

/// A loop whose iterations wait.
///
/// # Errors
///
/// If one of the texts is no number.
#[with_defer]
pub async fn all(texts: &[&str]) -> Result<Vec<usize>, ParseIntError> {
    let mut numbers = Vec::new();
    for text in texts {
        defer!(|| {
            pause().await;
            say(text);
        });
        match *text {
            "" => continue,
            "end" => break,
            "all" => return Ok(numbers),
            text => numbers.push(slow(text.parse()?).await),
        }
    }
    Ok(numbers)
}

/// A loop with a label and a value.
#[allow(clippy::never_loop, reason = "it never does, with or without the deferred call")]
#[with_defer]
pub async fn searched(numbers: &[usize]) -> Option<usize> {
    let mut numbers = numbers.to_vec();
    'search: while let Some(n) = numbers.pop() {
        let found = loop {
            defer!(note("looked", slow(n).await));
            if n == 0 {
                continue 'search;
            }
            if slow(n).await > 1 {
                break n;
            }
            break 'search;
        };
        return Some(found);
    }
    None
}

/// A block, which is a scope of its own.
#[with_defer]
pub async fn block(n: usize) -> usize {
    let inner = async {
        defer!(note("block", slow(n).await));
        slow(n).await + 1
    };
    inner.await + 1
}

/// A closure, which is one too.
#[with_defer]
pub async fn closure(n: usize) -> usize {
    let double = async |n: usize| -> usize {
        defer!(|| {
            pause().await;
            note("closure", n);
        });
        slow(n).await * 2
    };
    double(n).await + double(1).await
}

/// Counts what it is told.
#[derive(Debug, Default)]
pub struct Counter {
    count: usize,
}

impl Counter {
    /// A method that returns a borrow.
    #[with_defer]
    pub async fn step(&mut self) -> &mut usize {
        defer!(pause().await);
        self.count += slow(1).await;
        &mut self.count
    }

    /// A method that changes the counter in deferred code.
    #[with_defer]
    pub async fn busy(&mut self, n: usize) -> usize {
        self.count += 1;
        defer! { self.count -= 1; }
        slow(n).await + self.count
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::trace::{cancel, finish, trace};
    use pretty_assertions::assert_eq;

    #[test]
    fn functions_run() {
        let (n, said) = trace(|| finish(waiting("name")));
        assert_eq!(n, 5);
        assert_eq!(said, ["deferred 5", "n 1"]);
        let ((), said) = trace(|| finish(cleaned(vec![String::from("a")])));
        assert_eq!(said, ["a", "cleaned 1"]);
        let ((), said) = trace(|| finish(holding("name", 1)));
        assert_eq!(said, ["holding"]);
        let (text, said) = trace(|| finish(parted(("a".into(), 1), [2, 3], String::new())));
        assert_eq!((text.as_str(), said), ("aa", vec![String::from("parted")]));
        let (values, said) = trace(|| ["", "1", "x"].map(|text| finish(parsed(text)).ok()));
        assert_eq!(values, [None, Some(1), None]);
        assert_eq!(said, ["failed", "again 1", "failed"]);
        let (values, said) = trace(|| [0, 1, 2].map(|n| finish(branches(n))));
        assert_eq!((values, said), (["none", "one", "many"], vec![String::from("half 1")]));
        let (values, said) = trace(|| [0, 2].map(|n| finish(recovered(n))));
        assert_eq!((values, said), ([1, 2], vec![String::from("it is zero")]));
    }

    #[test]
    fn loops_run() {
        let (numbers, said) = trace(|| finish(all(&["1", "", "2", "end", "3"])));
        assert_eq!(numbers, Ok(vec![1, 2]));
        assert_eq!(said, ["1", "", "2", "end"]);
        assert_eq!(finish(all(&["1", "all", "2"])), Ok(vec![1]));
        assert!(finish(all(&["x"])).is_err());
        assert_eq!(finish(searched(&[3, 2, 0])), Some(2));
        assert_eq!(finish(searched(&[3, 1, 0])), None);
    }

    #[test]
    fn blocks_and_methods_run() {
        let (values, said) = trace(|| [finish(block(1)), finish(closure(2))]);
        assert_eq!(values, [3, 6]);
        assert_eq!(said, ["block 1", "closure 2", "closure 1"]);
        let mut counter = Counter::default();
        *finish(counter.step()) += 1;
        assert_eq!(finish(counter.busy(1)), 4);
        assert_eq!(counter.count, 2);
    }

    #[test]
    fn a_cancellation_runs_what_is_registered() {
        let mut counter = Counter::default();
        cancel(counter.busy(1));
        assert_eq!(counter.count, 0);
    }
}
