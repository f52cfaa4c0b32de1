// 2.6: a format string without its arguments is refused once.
use defer_runtime::{defer, with_defer};

#[with_defer]
fn f() {
    defer!(println!("{} {}", 1));
}

fn main() {}
