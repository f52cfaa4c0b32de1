// 3.1: a missing value is asked for at the result.
use defer_runtime::{defer, with_defer};

#[with_defer]
fn f() -> u32 {
    defer!(println!("bye"));
}

fn main() {}
