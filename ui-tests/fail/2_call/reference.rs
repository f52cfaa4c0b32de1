// 2.8: nor is the address of what a call returns.
use defer_runtime::{defer, with_defer};

fn id(n: u32) -> u32 {
    n
}

#[with_defer]
fn f(n: u32) {
    defer!(&id(n));
    println!("{n}");
}

fn main() {}
