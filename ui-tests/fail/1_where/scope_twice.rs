// 1.2, 3.8: each option once.
use defer_runtime::{defer, with_defer};

#[with_defer(scope = block, scope = block)]
fn f() {
    defer!(println!("bye"));
}

fn main() {}
