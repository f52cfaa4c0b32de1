// 9.3: so does an end that can't be a value.
use defer_runtime::{defer, with_defer};

#[with_defer(n)]
fn repeated(words: &[&str]) -> Result<usize, String> {
    defer!(1);
    for word in words {
        n = n.map(|n| n + word.len());
    }
}

#[with_defer(n)]
fn branch(word: &str) -> usize {
    defer!(1);
    if word.len() > 3 {
        n = 3;
    }
}

#[with_defer(n)]
fn value(word: &str) -> Result<usize, String> {
    defer!(1);
    n = Ok(3);
    if word.len() > 3 { Ok(word.len()) } else { n }
}

fn main() {}
