// 1.6: a bound on what a method returns
//~ `#[with_defer]` can't read this
#![feature(return_type_notation)]

use defer_runtime::{defer, with_defer};

trait T {
    async fn t(&self) -> u32;
}

#[with_defer]
fn f<U: T<t(..): Send>>(_: U) {
    defer!(println!("bye"));
}

fn main() {}
