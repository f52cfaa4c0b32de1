// 9.3: an assignment without a use warns as before.
#![deny(unused_assignments)]

use defer_runtime::{defer, with_defer};

#[with_defer]
fn f() {
    defer!(println!("bye"));
    let mut n = 1;
    println!("{n}");
    n = 2;
}

fn main() {}
