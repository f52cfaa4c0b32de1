// 3.1: whatever stands before it.
use defer_runtime::{defer, with_defer};

#[with_defer]
fn f() -> u32 {
    defer!(println!("bye"));
    println!("body");
}

fn main() {}
