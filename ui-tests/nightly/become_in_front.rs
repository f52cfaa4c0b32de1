// 1.6: `become` in front of a deferred call
//= iteration 0
//= 2 6
#![feature(explicit_tail_calls)]
#![allow(incomplete_features)]

use defer_runtime::{defer, with_defer};

fn twice(n: u32) -> u32 {
    n * 2
}

#[with_defer]
fn f(n: u32) -> u32 {
    if n > 2 {
        become twice(n);
    }
    for n in 0..n {
        defer!(println!("iteration {n}"));
    }
    become twice(n)
}

fn main() {
    println!("{} {}", f(1), f(3));
}
