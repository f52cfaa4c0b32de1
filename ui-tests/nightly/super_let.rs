// 1.6: `super let`, which a deferred call may be meant to follow
//~ `#[with_defer]` can't read this
#![feature(super_let)]

use defer_runtime::{defer, with_defer};

#[with_defer]
fn f() -> u32 {
    let n = {
        super let n = 3;
        defer!(println!("bye"));
        &n
    };
    *n
}

fn main() {
    f();
}
