// 1.1: a `const fn` can hold no deferred call.
use defer_runtime::{defer, with_defer};

#[with_defer]
const fn f() {
    defer!(println!("bye"));
}

fn main() {}
