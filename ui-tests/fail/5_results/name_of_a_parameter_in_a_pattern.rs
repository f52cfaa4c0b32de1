// 5.4: also inside a pattern.
use defer_runtime::{defer, with_defer};

#[with_defer(n)]
fn f((n, m): (u32, u32)) -> u32 {
    defer!(|| n += 1);
    n + m
}

fn main() {}
