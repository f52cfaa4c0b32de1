// 5.4: and no other.
use defer_runtime::{defer, with_defer};

#[with_defer(a, b, c)]
fn f() -> (u32, u32) {
    defer!(|| a += b);
    (1, 2)
}

fn main() {}
