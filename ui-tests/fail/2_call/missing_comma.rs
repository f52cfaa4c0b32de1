// 2.8: a call that cannot be read is shown where it goes wrong.
use defer_runtime::{defer, with_defer};

fn id(_: u32) {}

#[with_defer]
fn f(n: u32) {
    defer!(id(n n));
    println!("{n}");
}

fn main() {}
