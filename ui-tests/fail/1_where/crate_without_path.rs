// 1.2: `crate` needs a path.
use defer_runtime::{defer, with_defer};

#[with_defer(crate)]
fn f() {
    defer!(println!("bye"));
}

fn main() {}
