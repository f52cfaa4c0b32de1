// 2.1: a part of the wrong type.
use defer_runtime::{defer, with_defer};

fn note(_: (u32, &[Option<u32>])) {}

#[with_defer]
fn f() {
    defer!(note((1, &[None, Some("a")])));
}

fn main() {
    f();
}
