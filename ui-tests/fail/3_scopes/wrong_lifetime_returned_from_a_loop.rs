// 3.1: in a loop as well.
use defer_runtime::{defer, with_defer};

#[with_defer]
fn f<'a>(a: &'a str, b: &str) -> &'a str {
    for _ in 0..1 {
        defer!(println!("{a}"));
        return b;
    }
    a
}

fn main() {}
