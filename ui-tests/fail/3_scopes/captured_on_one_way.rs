// 3.5: whether a pattern or a macro has a `move` closure capture all of what it is given can't be told, so the deferred call expects it to
// be there.
use defer_runtime::{defer, with_defer};

struct Pair {
    first: String,
    second: String,
}

macro_rules! look {
    ($pair:expr) => {
        $pair.first.len()
    };
}

fn check(n: u32) -> Result<(), String> {
    (n > 0).then_some(()).ok_or_else(String::new)
}

#[with_defer]
fn by_a_pattern(pair: Pair, n: u32) -> Result<String, String> {
    defer!(println!("bye"));
    let first = move || {
        let Pair { first, .. } = pair;
        first
    };
    check(n)?;
    Ok(first() + &{ pair.second })
}

#[with_defer]
fn by_a_macro(pair: Pair, n: u32) -> Result<String, String> {
    defer!(println!("bye"));
    let length = move || look!(pair);
    check(n)?;
    drop(pair.second);
    Ok(length().to_string())
}

#[with_defer]
async fn by_an_async_block(pair: Pair, n: u32) -> Result<usize, String> {
    defer!(println!("bye"));
    check(n)?;
    Ok(async move { look!(pair) }.await)
}

#[with_defer]
fn by_vec(first: String, n: u32) -> Result<usize, String> {
    defer!(println!("bye"));
    check(n)?;
    let all = || vec![first];
    Ok(all().len())
}

fn main() {}
