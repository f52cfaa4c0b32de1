// 5.2: `?` needs a `Result` or the like, named or not.
use defer_runtime::{defer, with_defer};

#[with_defer(result)]
fn f(text: &str) -> u32 {
    defer!(|| result += 1);
    text.parse::<u32>()?
}

fn main() {}
