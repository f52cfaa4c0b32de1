// 1.6: a deferred call in a `const` closure
//~ `const` closures
#![feature(const_closures, const_trait_impl)]
#![allow(incomplete_features)]

use defer_runtime::{defer, with_defer};

#[with_defer]
fn f(n: u32) -> u32 {
    let more = const |n: u32| {
        defer!(println!("bye"));
        n + 1
    };
    more(n)
}

fn main() {
    f(1);
}
