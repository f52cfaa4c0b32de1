// 1.6: a trait that can't be implemented everywhere
//~ `#[with_defer]` can't read this
#![feature(impl_restriction)]
#![allow(incomplete_features)]

use defer_runtime::{defer, with_defer};

#[with_defer]
pub impl(crate) trait T {
    fn t(&self) -> u32 {
        defer!(println!("bye"));
        3
    }
}

impl T for u32 {}

fn main() {
    3u32.t();
}
