// 5.4: a parameter bears the name already.
use defer_runtime::{defer, with_defer};

#[with_defer(n)]
fn f(n: u32) -> u32 {
    defer!(|| n += 1);
    n
}

fn main() {}
