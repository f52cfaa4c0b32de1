// 9.3: in front of the deferred call as well.
#![deny(unused_mut)]

use defer_runtime::{defer, with_defer};

#[with_defer]
fn f() {
    let mut n = 1;
    defer!(|| println!("{n}"));
    println!("{n}");
}

fn main() {}
