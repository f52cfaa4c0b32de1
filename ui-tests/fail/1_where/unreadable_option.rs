// 1.2: what an option may be is said where one cannot be read.
use defer_runtime::{defer, with_defer};

#[with_defer(1)]
fn f() {
    defer!(println!("bye"));
}

fn main() {}
