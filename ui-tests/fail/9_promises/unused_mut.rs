// 9.3: a `mut` without a use warns as before.
#![deny(unused_mut)]

use defer_runtime::{defer, with_defer};

#[with_defer]
fn f() {
    defer!(println!("bye"));
    let mut n = 1;
    println!("{n}");
}

fn main() {}
