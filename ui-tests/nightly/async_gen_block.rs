// 1.6: an `async gen` block
//~ `#[with_defer]` can't read this
#![feature(async_iterator, gen_blocks)]

use defer_runtime::{defer, with_defer};

#[with_defer]
fn f() {
    defer!(println!("bye"));
    let _numbers = async gen {
        yield 1;
    };
}

fn main() {
    f();
}
