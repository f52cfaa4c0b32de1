// 4.1: a closure that is returned is made before the deferred code.
use defer_runtime::{defer, with_defer};

#[with_defer]
fn f() -> impl Fn() -> u32 {
    let mut x = 1;
    let r = &mut x;
    defer!(|| *r += 100);
    move || x
}

fn main() {}
