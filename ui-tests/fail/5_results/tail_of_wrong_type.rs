// 5.2: and a tail.
use defer_runtime::{defer, with_defer};

#[with_defer(result)]
fn f() -> u32 {
    defer!(|| result += 1);
    "a"
}

fn main() {}
