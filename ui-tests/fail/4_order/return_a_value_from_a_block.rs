// 4.2: `return` ends the block only, which has no value.
use defer_runtime::{defer, with_defer};

#[with_defer]
fn f() -> u32 {
    defer!(|| {
        return 1;
    });
    2
}

fn main() {}
