// 2.2: a block that takes its variables now is a closure.
use defer_runtime::{defer, with_defer};

#[with_defer]
fn f(name: String) {
    defer!(move { drop(name) });
}

fn main() {}
