// 2.11: a value left unused warns as the same statement would.
#![deny(unused_must_use)]

use defer_runtime::{defer, with_defer};

fn close() -> Result<(), String> {
    Ok(())
}

#[with_defer]
fn f() {
    defer!(close());
}

fn main() {}
