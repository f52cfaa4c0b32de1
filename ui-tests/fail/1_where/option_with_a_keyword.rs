// 1.2: a keyword names nothing.
use defer_runtime::{defer, with_defer};

#[with_defer(self)]
fn f() -> u32 {
    defer!(println!("bye"));
    1
}

fn main() {}
