// 2.1: a missing argument is shown at the call.
use defer_runtime::{defer, with_defer};

fn close(_: u32, _: u32) {}

#[with_defer]
fn f() {
    defer!(close(1));
}

fn main() {}
