// 1.1: once is enough.
use defer_runtime::{defer, with_defer};

#[with_defer]
#[with_defer]
fn f() {
    defer!(println!("bye"));
}

#[with_defer]
#[with_defer]
fn g(n: &mut u32) {
    defer! {
        *n += 1;
    }
}

fn main() {}
