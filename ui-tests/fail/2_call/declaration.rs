// 2.8: nor is a `let`.
use defer_runtime::{defer, with_defer};

#[with_defer]
fn f(n: u32) {
    defer!(let m = n);
    println!("{n}");
}

fn main() {}
