// 2.6: nor in one that takes no expressions.
use defer_runtime::{defer, with_defer};

macro_rules! close {
    ($a:ident => $b:ident) => {
        println!("{} {}", $a, $b)
    };
}

#[with_defer]
fn f(n: u32) {
    defer!(close!(n => n));
    close!(n => n);
}

fn main() {}
