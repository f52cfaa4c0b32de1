// 5.2: so is a returned value.
use defer_runtime::{defer, with_defer};

#[with_defer(result)]
fn f() -> u32 {
    defer!(|| result += 1);
    return "a";
}

fn main() {}
