// 5.1: a first value of a wrong type is shown by itself.
use defer_runtime::{defer, with_defer};

#[with_defer(result = "a")]
fn f() -> u32 {
    defer!(|| result += 1);
    1
}

fn main() {}
