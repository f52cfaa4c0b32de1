// 3.1: a returned value of a wrong type is shown by itself.
use defer_runtime::{defer, with_defer};

#[with_defer]
fn f() -> u32 {
    defer!(println!("bye"));
    return "a";
}

fn main() {}
