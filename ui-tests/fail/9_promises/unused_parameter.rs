// 9.3: a parameter without a use warns as before.
#![deny(unused_variables)]

use defer_runtime::{defer, with_defer};

#[with_defer]
fn f(n: u32) {
    defer!(println!("bye"));
}

fn main() {}
