// 1.2: a runtime that is not there is the error of its path, once.
use defer_runtime::{defer, with_defer};

#[with_defer(crate = nowhere)]
fn f() {
    defer!(println!("bye"));
}

fn main() {}
