// 5.4: a local that hides the result is refused.
use defer_runtime::{defer, with_defer};

#[with_defer(result)]
fn f() -> u32 {
    defer!(|| result += 1);
    let result = 1;
    result
}

fn main() {}
