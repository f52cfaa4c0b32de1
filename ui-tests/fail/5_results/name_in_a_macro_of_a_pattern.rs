// 5.4: what a macro in a pattern binds would be taken for the result where it is returned.
use defer_runtime::{defer, with_defer};

macro_rules! some {
    ($name:ident) => {
        Some($name)
    };
}

#[with_defer(result)]
fn found(given: Option<u32>) -> u32 {
    defer! { result += 1; }
    if let some!(result) = given {
        return result;
    }
    7
}

fn main() {}
