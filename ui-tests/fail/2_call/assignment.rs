// 2.8: an assignment is no call.
use defer_runtime::{defer, with_defer};

#[with_defer]
fn f(n: u32) {
    defer!(n += 1);
    println!("{n}");
}

fn main() {}
