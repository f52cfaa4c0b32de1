// 2.8: a literal is no call.
use defer_runtime::{defer, with_defer};

#[with_defer]
fn f(n: u32) {
    defer!(1);
    println!("{n}");
}

fn main() {}
