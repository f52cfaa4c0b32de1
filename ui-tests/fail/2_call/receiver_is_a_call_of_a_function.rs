// 2.7: so could that of a function.
use defer_runtime::{defer, with_defer};

fn open() -> Vec<u32> {
    Vec::new()
}

#[with_defer]
fn f() {
    defer!(open().clear());
}

fn main() {}
