// 6.6: the body is not being left.
use defer_runtime::{defer, leaving, with_defer};

#[with_defer]
fn f() {
    defer!(println!("bye"));
    let _ = leaving!();
}

fn main() {}
