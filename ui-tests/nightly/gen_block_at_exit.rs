// 1.6: a `gen` block in deferred code
//~ expected identifier or integer
#![feature(gen_blocks)]

use defer_runtime::{defer, with_defer};

#[with_defer]
fn f() {
    defer! {
        let numbers = gen { yield 1; };
        println!("{}", numbers.sum::<u32>());
    }
}

fn main() {
    f();
}
