// 1.6: `&pin mut`
//~ `#[with_defer]` can't read this
#![feature(pin_ergonomics)]
#![allow(incomplete_features)]

use defer_runtime::{defer, with_defer};

fn g(_: &pin mut u32) {}

#[with_defer]
fn f() {
    defer!(println!("bye"));
    let mut n = 3;
    g(&pin mut n);
}

fn main() {
    f();
}
