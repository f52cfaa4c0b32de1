// 2.4: an address is taken at exit, so its place must be there.
use defer_runtime::{defer, with_defer};

fn close(_: &mut Vec<u32>) {}

#[with_defer]
fn f(mut open: Vec<u32>) {
    defer!(close(&mut open));
    drop(open);
}

fn main() {}
