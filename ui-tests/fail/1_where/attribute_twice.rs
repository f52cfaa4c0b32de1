// 1.1: once is enough.
use defer_runtime::{defer, with_defer};

#[with_defer]
#[with_defer]
fn f() {
    defer!(println!("bye"));
}

fn main() {}
