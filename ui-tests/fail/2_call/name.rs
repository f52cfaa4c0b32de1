// 2.8: nor is a name.
use defer_runtime::{defer, with_defer};

#[with_defer]
fn f(n: u32) {
    defer!(n);
    println!("{n}");
}

fn main() {}
