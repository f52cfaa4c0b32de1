// 1.6: `become` in deferred code
//~ `become` leaves nothing behind it, where a deferred call is to run
#![feature(explicit_tail_calls)]
#![allow(incomplete_features)]

use defer_runtime::{defer, with_defer};

fn cleanup() {}

#[with_defer]
fn f() {
    defer! { become cleanup() }
    panic!("this would be lost");
}

fn main() {
    f();
}
