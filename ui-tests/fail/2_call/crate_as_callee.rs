// 2.8: a keyword is no function.
use defer_runtime::{defer, with_defer};

#[with_defer]
fn f() {
    defer!(crate(1));
}

fn main() {}
