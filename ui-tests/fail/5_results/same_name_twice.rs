// 5.4: a name names one field.
use defer_runtime::{defer, with_defer};

#[with_defer(a, a)]
fn f() -> (u32, u32) {
    defer!(|| a += 1);
    (1, 2)
}

fn main() {}
