// 3.2: a local without a value is not another one of its name.
use defer_runtime::{defer, with_defer};

fn note(_: u32) {}

#[with_defer]
fn f() -> u32 {
    let n = 1;
    note(n);
    let n: u32;
    defer!(note(n));
    n = 2;
    n
}

fn main() {
    f();
}
