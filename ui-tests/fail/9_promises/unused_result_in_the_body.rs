// 9.3: a result without a use warns as before.
#![deny(unused_must_use)]

use defer_runtime::{defer, with_defer};

#[with_defer]
fn f() {
    defer!(println!("bye"));
    "1".parse::<u32>();
}

fn main() {}
