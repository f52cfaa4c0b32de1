// 4.2: nor where there is no loop.
use defer_runtime::{defer, with_defer};

#[with_defer]
fn f() {
    defer! { break; }
}

fn main() {}
