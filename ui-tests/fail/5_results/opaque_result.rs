// 5.1: the zero value of an `impl Trait` cannot be told.
use defer_runtime::{defer, with_defer};

#[with_defer(result)]
fn f() -> impl Iterator<Item = u32> {
    defer!(|| {
        let _ = &result;
    });
    0..1
}

fn main() {}
