// 2.8: nor is a `match`.
use defer_runtime::{defer, with_defer};

fn id(_: u32) {}

#[with_defer]
fn f(n: u32) {
    defer!(match n {
        _ => id(n),
    });
    println!("{n}");
}

fn main() {}
