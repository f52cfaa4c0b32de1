// 2.8: nor is a `return`.
use defer_runtime::{defer, with_defer};

#[with_defer]
fn f(n: u32) {
    defer!(return);
    println!("{n}");
}

fn main() {}
