// 2.4: so is a receiver.
use defer_runtime::{defer, with_defer};

#[with_defer]
fn f(mut open: Vec<u32>) {
    defer!(open.clear());
    drop(open);
}

fn main() {}
