// 7.3: a function that recovers has a named result, or none.
use defer_runtime::{defer, recover, with_defer};

#[with_defer]
fn f() -> u32 {
    defer!(|| {
        recover!();
    });
    1
}

fn main() {}
