// 1.6: a guard in a pattern
//~ `#[with_defer]` can't read this
#![feature(guard_patterns)]
#![allow(incomplete_features)]

use defer_runtime::{defer, with_defer};

#[with_defer]
fn f(found: Option<u32>) -> u32 {
    defer!(println!("bye"));
    match found {
        (Some(n) if n > 1) | Some(n @ 0) => n,
        _ => 9,
    }
}

fn main() {
    f(None);
}
