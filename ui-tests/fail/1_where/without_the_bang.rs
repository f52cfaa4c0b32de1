// 1.4: nor a function.
use defer_runtime::{defer, with_defer};

fn close(_: u32) {}

#[with_defer]
fn f(n: u32) {
    defer(close(n));
}

fn main() {
    f(1);
}
