// 5.4: what is no tuple has one name.
use defer_runtime::{defer, with_defer};

#[with_defer(a, b)]
fn f() -> u32 {
    defer!(|| a += b);
    1
}

fn main() {}
