// 3.1: so is a tail expression.
use defer_runtime::{defer, with_defer};

#[with_defer]
fn f() -> u32 {
    defer!(println!("bye"));
    "a"
}

fn main() {}
