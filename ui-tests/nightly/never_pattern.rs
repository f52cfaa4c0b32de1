// 1.6: a `!` pattern
//~ `#[with_defer]` can't read this
#![feature(never_patterns, never_type)]
#![allow(incomplete_features)]

use defer_runtime::{defer, with_defer};

#[with_defer]
fn f(found: Result<u32, !>) -> u32 {
    defer!(println!("bye"));
    match found {
        Ok(n) => n,
        Err(!),
    }
}

fn main() {
    f(Ok(3));
}
