//! Loop bodies, which are scopes of their own (rule 3.1).

use crate::trace::{note, say};
use defer_runtime::{defer, with_defer};

/// `for` with `continue`, `break` and `return`.
#[with_defer]
#[must_use]
pub fn each(words: &[&str]) -> Vec<usize> {
    let mut lengths = Vec::new();
    for (at, word) in words.iter().enumerate() {
        defer!(note("left", at));
        match *word {
            "" => continue,
            "end" => break,
            "all" => return lengths,
            "none" => return Vec::new(),
            word => lengths.push(word.len()),
        }
    }
    lengths
}

/// `while` with a condition that the body changes.
#[with_defer]
pub fn until_empty(stack: &mut Vec<usize>) {
    while !stack.is_empty() {
        let length = stack.len();
        defer!(note("length", length));
        if let Some(n) = stack.pop()
            && n > 1
        {
            stack.push(n / 2);
        }
    }
}

/// `while let` with a value that each iteration takes.
///
/// # Errors
///
/// If one of the texts is no number.
#[with_defer]
pub fn drained(texts: &mut Vec<String>) -> Result<usize, std::num::ParseIntError> {
    let mut sum = 0;
    while let Some(text) = texts.pop() {
        defer!(say(&text));
        if text.is_empty() {
            continue;
        }
        sum += text.parse::<usize>()?;
    }
    Ok(sum)
}

/// `loop` that gives a value.
#[with_defer]
#[must_use]
pub fn power(above: usize) -> usize {
    let mut n = 1;
    let found = loop {
        n *= 2;
        defer!(note("tried", n));
        if n > above {
            break n;
        }
        if n > 1000 {
            return 0;
        }
    };
    found + 1
}

/// Labels, and a deferred call in each of two loops.
#[with_defer]
#[must_use]
pub fn grid(width: usize, height: usize) -> Option<(usize, usize)> {
    'rows: for y in 0..height {
        defer!(note("row", y));
        for x in 0..width {
            defer! { note("cell", x); }
            if x > y {
                continue 'rows;
            }
            if x * y == 2 {
                break 'rows;
            }
            if x + y == 4 {
                return Some((x, y));
            }
        }
    }
    None
}

/// A local from outside is moved on some way, and a conditional call stands in the body.
#[with_defer]
#[must_use]
pub fn last_long(words: Vec<String>) -> String {
    let mut last = String::new();
    for word in words {
        let length = word.len();
        if length > 1 {
            defer!(note("long", length));
            last = word;
        } else {
            defer! { note("short", length); }
        }
    }
    last
}

/// The function has deferred calls of its own.
#[with_defer]
#[must_use]
pub fn inside(numbers: &[usize]) -> usize {
    let mut sum = 0;
    defer! { note("sum", sum); }
    for n in numbers {
        defer! { sum += 1; }
        if *n == 0 {
            continue;
        }
        sum += n;
    }
    for n in numbers {
        sum -= n;
    }
    sum
}

/// On a line, whose braces aren't needless.
#[with_defer]
#[rustfmt::skip]
pub fn on_a_line(words: &[&str]) {
    for word in words { defer!(say("deferred")); if word.is_empty() { break; } say(word) }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::trace::trace;
    use pretty_assertions::assert_eq;

    #[test]
    fn each_runs() {
        let (lengths, said) = trace(|| each(&["ab", "", "end", "c"]));
        assert_eq!((lengths, said.len()), (vec![2], 3));
        assert_eq!((each(&["a", "all"]), each(&["a", "none"])), (vec![1], vec![]));
        let ((), said) = trace(|| on_a_line(&["a", ""]));
        assert_eq!(said, ["a", "deferred", "deferred"]);
        let ((), said) = trace(|| until_empty(&mut vec![1, 2]));
        assert_eq!(said, ["length 2", "length 2", "length 1"]);
        assert_eq!(drained(&mut ["1", "", "2"].map(String::from).to_vec()), Ok(3));
        assert!(drained(&mut vec![String::from("x")]).is_err());
        assert_eq!(
            trace(|| power(3)),
            (5, ["tried 2", "tried 4"].map(String::from).to_vec())
        );
        let (found, said) = trace(|| grid(3, 3));
        assert_eq!(found, None);
        assert_eq!(
            said,
            [
                "cell 0", "cell 1", "row 0", "cell 0", "cell 1", "cell 2", "row 1", "cell 0", "cell 1", "row 2"
            ]
        );
        let words = ["a", "bc", "d"].map(String::from).to_vec();
        let (last, said) = trace(|| last_long(words));
        assert_eq!(last, "bc");
        assert_eq!(said, ["short 1", "long 2", "short 1"]);
        assert_eq!(trace(|| inside(&[1, 0])), (2, vec![String::from("sum 2")]));
    }
}
