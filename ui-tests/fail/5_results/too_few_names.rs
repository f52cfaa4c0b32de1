// 5.4: each field of a tuple has a name.
use defer_runtime::{defer, with_defer};

#[with_defer(a, b)]
fn f() -> (u32, u32, u32) {
    defer!(|| a += b);
    (1, 2, 3)
}

fn main() {}
