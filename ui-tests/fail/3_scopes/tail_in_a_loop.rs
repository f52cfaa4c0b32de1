// 3.1: a loop body has no value.
use defer_runtime::{defer, with_defer};

#[with_defer]
fn f() {
    loop {
        defer!(println!("bye"));
        1
    }
}

fn main() {}
