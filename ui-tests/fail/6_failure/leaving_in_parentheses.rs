// 6.6: it is deferred code that asks, not a deferred call of its own.
use defer_runtime::{defer, leaving, with_defer};

#[with_defer]
fn f() {
    defer!(leaving!());
}

fn main() {}
