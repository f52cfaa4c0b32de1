// 1.6: a `gen fn` in a function with deferred calls
//~ `#[with_defer]` can't read this
#![feature(gen_blocks)]

use defer_runtime::{defer, with_defer};

#[with_defer]
fn f() -> u32 {
    defer!(println!("bye"));
    gen fn numbers() -> u32 {
        yield 1;
    }
    numbers().sum()
}

fn main() {
    f();
}
