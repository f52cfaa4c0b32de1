// 5.3: without a named result a bare `return` is what rustc calls it.
use defer_runtime::{defer, with_defer};

#[with_defer]
fn f() -> u32 {
    defer!(println!("bye"));
    return;
}

fn main() {}
