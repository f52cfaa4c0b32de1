// 3.1: what is returned is not changed by a deferred block after it.
use defer_runtime::{defer, with_defer};

#[with_defer]
fn f(v: &mut Vec<u32>) -> &u32 {
    defer!(|| v.clear());
    &v[0]
}

fn main() {}
