// 3.6: and the length of an array.
use defer_runtime::{defer, with_defer};

#[with_defer]
fn f() -> [u32; {
    defer!(println!("bye"));
    1
}] {
    [1]
}

fn main() {}
