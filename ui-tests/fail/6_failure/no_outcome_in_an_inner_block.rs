// 6.1: the same where the call stands behind a condition.
use defer_runtime::{errdefer, with_defer};

#[with_defer]
fn f<T>(value: T, tell: bool) -> T {
    if tell {
        errdefer!(|| println!("failed"));
    }
    value
}

fn main() {}
