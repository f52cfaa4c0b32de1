// 2.11: so does the value of a block.
#![deny(unused_must_use)]

use defer_runtime::{defer, with_defer};

fn close() -> Result<(), String> {
    Ok(())
}

#[with_defer]
fn f() {
    defer!(|| close());
}

fn main() {}
