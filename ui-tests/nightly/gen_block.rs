// 1.6: a `gen` block
//~ `#[with_defer]` can't read this
#![feature(gen_blocks)]

use defer_runtime::{defer, with_defer};

#[with_defer]
fn f() -> u32 {
    defer!(println!("bye"));
    let numbers = gen {
        yield 1;
    };
    numbers.sum()
}

fn main() {
    f();
}
