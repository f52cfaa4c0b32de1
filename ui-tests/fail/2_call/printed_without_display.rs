// 2.6: what cannot be printed is shown where it is written.
use defer_runtime::{defer, with_defer};

struct Opaque;

#[with_defer]
fn f(it: Opaque) {
    defer!(println!("{}", it));
}

fn main() {}
