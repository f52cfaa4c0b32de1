// 1.2: the type of a named result is that of the function.
use defer_runtime::{defer, with_defer};

#[with_defer(result: u32)]
fn f() -> u32 {
    defer!(println!("bye"));
    1
}

fn main() {}
