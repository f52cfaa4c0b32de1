// 2.5: what is called twice must return a function.
use defer_runtime::{defer, with_defer};

fn trace() -> u32 {
    1
}

#[with_defer]
fn f() {
    defer!(trace()());
}

fn main() {}
