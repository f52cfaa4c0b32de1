// 2.1: the CALL form moves its arguments now.
use defer_runtime::{defer, with_defer};

#[with_defer]
fn f(name: String) {
    defer!(drop(name));
    drop(name);
}

fn main() {}
