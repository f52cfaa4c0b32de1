// 3.1: a borrow that does not live long enough is shown where it is returned.
use defer_runtime::{defer, with_defer};

#[with_defer]
fn f<'a>(a: &'a str, b: &str) -> &'a str {
    defer!(println!("{a}"));
    b
}

fn main() {}
