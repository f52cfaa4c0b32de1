// 3.1: a `for` loop has no value to break with.
use defer_runtime::{defer, with_defer};

#[with_defer]
fn f() {
    for _ in 0..1 {
        defer!(println!("bye"));
        break 1;
    }
}

fn main() {}
