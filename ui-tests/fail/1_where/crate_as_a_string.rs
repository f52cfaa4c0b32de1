// 1.2: the runtime is a path.
use defer_runtime::{defer, with_defer};

#[with_defer(crate = "defer_runtime")]
fn f() {
    defer!(println!("bye"));
}

fn main() {}
