// 1.2: an unknown option is taken for the name of a result, and a function without one says so.
use defer_runtime::{defer, with_defer};

#[with_defer(detatch = spawn)]
fn f() {
    defer!(println!("bye"));
}

fn main() {}
