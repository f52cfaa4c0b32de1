// 2.8: one call takes no semicolon.
use defer_runtime::{defer, with_defer};

fn id(_: u32) {}

#[with_defer]
fn f(n: u32) {
    defer!(id(n););
    println!("{n}");
}

fn main() {}
