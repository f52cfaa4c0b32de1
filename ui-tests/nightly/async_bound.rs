// 1.6: an `async` bound
//~ `#[with_defer]` can't read this
#![feature(async_trait_bounds)]

use defer_runtime::{defer, with_defer};

#[with_defer]
async fn f(g: impl async Fn(u32) -> u32) -> u32 {
    defer!(println!("bye"));
    g(3).await
}

fn main() {}
