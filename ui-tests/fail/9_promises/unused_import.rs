// 9.3: an import without a use warns as before.
#![deny(unused_imports)]

use defer_runtime::{defer, recover, with_defer};

#[with_defer]
fn f() {
    defer!(println!("bye"));
}

fn main() {}
