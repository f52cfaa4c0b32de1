// 9.3: a variable without a use warns as before.
#![deny(unused_variables)]

use defer_runtime::{defer, with_defer};

#[with_defer]
fn f() {
    defer!(println!("bye"));
    let n = 1;
}

fn main() {}
