// 3.1: a value where there is none to return is shown by itself.
use defer_runtime::{defer, with_defer};

#[with_defer]
fn f() {
    defer!(println!("bye"));
    1
}

fn main() {}
