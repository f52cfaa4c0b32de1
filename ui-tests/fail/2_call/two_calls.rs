// 2.8: two calls are not one.
use defer_runtime::{defer, with_defer};

fn id(_: u32) {}

#[with_defer]
fn f(n: u32) {
    defer!(id(1), id(2));
    println!("{n}");
}

fn main() {}
