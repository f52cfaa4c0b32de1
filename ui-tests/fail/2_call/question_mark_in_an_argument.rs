// 2.1: `?` in an argument leaves the function now, which must return something for it.
use defer_runtime::{defer, with_defer};

fn close(_: u32) {}

#[with_defer]
fn f(text: &str) {
    defer!(close(text.parse()?));
}

fn main() {}
