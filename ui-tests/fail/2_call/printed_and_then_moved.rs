// 2.6: nor moved.
use defer_runtime::{defer, with_defer};

#[with_defer]
fn f(name: String) {
    defer!(println!("{name}"));
    drop(name);
}

fn main() {}
