// 1.6: a `gen fn`
//~ `#[with_defer]` can't read this
#![feature(gen_blocks)]

use defer_runtime::{defer, with_defer};

#[with_defer]
gen fn numbers() -> u32 {
    defer!(println!("bye"));
    yield 1;
}

fn main() {
    numbers();
}
