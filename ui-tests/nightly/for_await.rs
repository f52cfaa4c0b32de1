// 1.6: `for await`
//~ `#[with_defer]` can't read this
#![feature(async_for_loop, async_iterator)]

use defer_runtime::{defer, with_defer};

use std::async_iter::AsyncIterator;

#[with_defer]
async fn f(numbers: impl AsyncIterator<Item = u32> + Unpin) -> u32 {
    let mut sum = 0;
    for await n in numbers {
        defer!(println!("bye"));
        sum += n;
    }
    sum
}

fn main() {}
