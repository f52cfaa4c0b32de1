// 2.2: a block is not async in a function that is not.
use defer_runtime::{defer, with_defer};

#[with_defer]
fn f() {
    defer!(async || println!("bye"));
}

fn main() {}
