// 5.4: also in front of the deferred call.
use defer_runtime::{defer, with_defer};

#[with_defer(result)]
fn f() -> u32 {
    let result = 1;
    defer!(|| result += 1);
    result
}

fn main() {}
