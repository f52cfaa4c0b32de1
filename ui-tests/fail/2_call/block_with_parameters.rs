// 2.2: a block has no parameters.
use defer_runtime::{defer, with_defer};

#[with_defer]
fn f() {
    defer!(|n: u32| println!("{n}"));
}

fn main() {}
