// 3.2: the values of two arms have one type.
use defer_runtime::{defer, with_defer};

#[with_defer]
fn f(c: bool) -> u32 {
    if c {
        defer!(println!("bye"));
        1
    } else {
        "a"
    }
}

fn main() {}
