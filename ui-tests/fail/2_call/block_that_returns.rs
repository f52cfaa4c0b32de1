// 2.2: a deferred block has no value.
use defer_runtime::{defer, with_defer};

#[with_defer]
fn f() {
    defer!(|| -> u32 { 1 });
}

fn main() {}
