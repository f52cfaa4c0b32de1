// 1.6: a `try` block of a type
//~ `#[with_defer]` can't read this
#![feature(try_blocks, try_blocks_heterogeneous)]

use defer_runtime::{defer, with_defer};

#[with_defer]
fn f(text: &str) -> Option<u32> {
    defer!(println!("bye"));
    try bikeshed Option<u32> { text.parse::<u32>().ok()? }
}

fn main() {
    f("");
}
