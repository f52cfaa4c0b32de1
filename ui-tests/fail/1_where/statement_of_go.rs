// 1.4: a deferred call is a macro, not a statement.
use defer_runtime::{defer, with_defer};

fn close(_: u32) {}

#[with_defer]
fn f(n: u32) {
    defer close(n);
}

fn main() {
    f(1);
}
