// 1.4: a function inside an annotated one needs an attribute of its own.
use defer_runtime::{defer, with_defer};

#[with_defer]
fn outer() {
    defer!(println!("bye"));
    fn inner() {
        defer!(println!("inner"));
    }
    inner();
}

fn main() {}
