// 1.2: an option that is cut off.
use defer_runtime::{defer, with_defer};

#[with_defer(result =)]
fn f() -> u32 {
    defer!(println!("bye"));
    1
}

fn main() {}
