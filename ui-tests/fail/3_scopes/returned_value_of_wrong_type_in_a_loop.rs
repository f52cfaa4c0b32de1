// 3.1: in a loop as well.
use defer_runtime::{defer, with_defer};

#[with_defer]
fn f() -> u32 {
    loop {
        defer!(println!("bye"));
        return "a";
    }
}

fn main() {}
