// 2.6: so is a captured name.
use defer_runtime::{defer, with_defer};

struct Opaque;

#[with_defer]
fn f(it: Opaque) {
    defer!(println!("{it}"));
}

fn main() {}
