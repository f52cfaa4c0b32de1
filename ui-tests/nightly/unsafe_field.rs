// 1.6: an unsafe field of a struct of the function
//~ `#[with_defer]` can't read this
#![feature(unsafe_fields)]
#![allow(incomplete_features)]

use defer_runtime::{defer, with_defer};

#[with_defer]
fn f() -> u32 {
    defer!(println!("bye"));
    struct S {
        unsafe n: u32,
    }
    unsafe { S { n: 3 }.n }
}

fn main() {
    f();
}
