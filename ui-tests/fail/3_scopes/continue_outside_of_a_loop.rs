// 3.1: nor is there a next iteration.
use defer_runtime::{defer, with_defer};

#[with_defer]
fn f() {
    defer!(println!("bye"));
    continue;
}

fn main() {}
