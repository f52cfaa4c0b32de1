// 1.6: `become` behind a deferred call
//~ `become` leaves nothing behind it, where a deferred call is to run
#![feature(explicit_tail_calls)]
#![allow(incomplete_features)]

use defer_runtime::{defer, with_defer};

fn twice(n: u32) -> u32 {
    n * 2
}

#[with_defer]
fn f(n: u32) -> u32 {
    if n > 2 {
        defer!(println!("bye"));
    }
    become twice(n)
}

fn main() {
    f(1);
}
