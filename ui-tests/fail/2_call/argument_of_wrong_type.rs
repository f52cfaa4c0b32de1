// 2.1: a wrong argument is shown where it is written.
use defer_runtime::{defer, with_defer};

fn close(_: u32) {}

#[with_defer]
fn f() {
    defer!(close("a"));
}

fn main() {}
