// 1.6: a `mut ref` pattern
//~ `#[with_defer]` can't read this
#![feature(mut_ref)]
#![allow(incomplete_features)]

use defer_runtime::{defer, with_defer};

#[with_defer]
fn f(n: u32) -> u32 {
    defer!(println!("bye"));
    let mut ref m = n;
    m = &3;
    *m
}

fn main() {
    f(3);
}
