// 5.1: so is that of a field.
use defer_runtime::{defer, with_defer};

#[with_defer(a = 1, b = "b")]
fn f() -> (u32, u32) {
    defer!(|| a += b);
    (1, 2)
}

fn main() {}
