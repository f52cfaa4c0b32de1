// 2.7: and what `?` is applied to.
use defer_runtime::{defer, with_defer};

#[with_defer]
fn f(open: Option<Vec<u32>>) -> Option<()> {
    defer!(open?.clear());
    println!("{open:?}");
    None
}

fn main() {}
