// 1.6: a method that is `final`
//~ `#[with_defer]` can't read this
#![feature(final_associated_functions)]
#![allow(incomplete_features)]

use defer_runtime::{defer, with_defer};

#[with_defer]
trait T {
    final fn t(&self) -> u32 {
        defer!(println!("bye"));
        3
    }
}

impl T for u32 {}

fn main() {
    3u32.t();
}
