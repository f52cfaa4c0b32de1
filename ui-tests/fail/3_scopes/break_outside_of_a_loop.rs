// 3.1: a `break` without a loop is what rustc calls it.
use defer_runtime::{defer, with_defer};

#[with_defer]
fn f() {
    defer!(println!("bye"));
    break;
}

fn main() {}
