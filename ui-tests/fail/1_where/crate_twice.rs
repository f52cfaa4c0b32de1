// 1.2: an option is written once.
use defer_runtime::{defer, with_defer};

#[with_defer(crate = defer_runtime, crate = defer_runtime)]
fn f() {
    defer!(println!("bye"));
}

fn main() {}
