// 2.6: an assertion has no text in front.
use defer_runtime::{defer, with_defer};

#[with_defer]
fn f(n: u32) {
    defer!(assert!(n > 0));
    println!("{n}");
}

fn main() {}
