// 7.2: `recover!()` stands in a block; Go's `defer recover()` stops nothing either.
use defer_runtime::{defer, recover, with_defer};

#[with_defer]
fn stops_nothing() {
    defer!(recover!());
    panic!("boom");
}

fn main() {}
