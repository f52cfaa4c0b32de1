// 1.6: an `impl const`
//~ `#[with_defer]` can't read this
#![feature(const_trait_impl)]

use defer_runtime::{defer, with_defer};

const trait T {
    fn t(&self) -> u32;
}

struct S;

#[with_defer]
impl const T for S {
    fn t(&self) -> u32 {
        defer!(println!("bye"));
        3
    }
}

fn main() {
    S.t();
}
