// 1.6: a function with a contract
//= bye
//= 3
#![feature(contracts)]
#![allow(incomplete_features)]

use defer_runtime::{defer, with_defer};

#[with_defer]
#[core::contracts::ensures(|n| *n > 1)]
fn f(n: u32) -> u32 {
    defer!(println!("bye"));
    n
}

fn main() {
    println!("{}", f(3));
}
