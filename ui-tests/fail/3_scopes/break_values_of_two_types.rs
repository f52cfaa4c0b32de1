// 3.1: the value of a `break` is shown by itself.
use defer_runtime::{defer, with_defer};

#[with_defer]
fn f(c: bool) -> u32 {
    loop {
        defer!(println!("bye"));
        if c {
            break "a";
        }
    }
}

fn main() {}
