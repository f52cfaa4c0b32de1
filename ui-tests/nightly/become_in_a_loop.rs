// 1.6: `become` in a loop body
//~ `become` leaves nothing behind it, where a deferred call is to run
#![feature(explicit_tail_calls)]
#![allow(incomplete_features)]

use defer_runtime::{defer, with_defer};

fn twice(n: u32) -> u32 {
    n * 2
}

#[with_defer]
fn f(n: u32) -> u32 {
    for n in 0..n {
        defer!(println!("bye {n}"));
        become twice(n)
    }
    n
}

fn main() {
    f(1);
}
