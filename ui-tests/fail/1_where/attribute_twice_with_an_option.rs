// 1.1: an option does not make it two attributes.
use defer_runtime::{defer, with_defer};

#[with_defer(result)]
#[with_defer]
fn f() -> u32 {
    defer!(|| result += 1);
    1
}

fn main() {}
