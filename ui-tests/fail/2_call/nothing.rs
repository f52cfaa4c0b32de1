// 2.8: nothing is no call.
use defer_runtime::{defer, with_defer};

#[with_defer]
fn f() {
    defer!();
}

fn main() {}
