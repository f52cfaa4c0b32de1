// 3.5: whether a pattern moves a part can't be told, so the deferred call expects the whole to be there.
use defer_runtime::{defer, with_defer};

fn check(n: u32) -> Result<(), String> {
    (n > 0).then_some(()).ok_or_else(String::new)
}

#[with_defer]
fn by_a_let(pair: (String, String)) -> Result<String, String> {
    defer!(println!("bye"));
    check(pair.0.len() as u32)?;
    let (first, _) = pair;
    Ok(first)
}

#[with_defer]
fn by_a_match(pair: Option<(String, String)>, n: u32) -> Result<String, String> {
    defer!(println!("bye"));
    check(n)?;
    match pair {
        Some((first, ..)) => Ok(first),
        None => Err(String::new()),
    }
}

fn main() {}
