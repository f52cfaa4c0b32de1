// 2.8: an `if` is no call.
use defer_runtime::{defer, with_defer};

fn id(_: u32) {}

#[with_defer]
fn f(n: u32) {
    defer!(if n == 1 {
        id(n);
    });
    println!("{n}");
}

fn main() {}
