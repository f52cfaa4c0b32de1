// 2.2: a syntax error in a block is shown where it is.
use defer_runtime::{defer, with_defer};

#[with_defer]
fn f() {
    defer! { let = 1; }
}

fn main() {}
