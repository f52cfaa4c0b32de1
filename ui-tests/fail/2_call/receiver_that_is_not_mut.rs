// 2.4: a receiver that is changed needs to be `mut`.
use defer_runtime::{defer, with_defer};

#[with_defer]
fn f() {
    let open = vec![1];
    defer!(open.clear());
    println!("{open:?}");
}

fn main() {}
