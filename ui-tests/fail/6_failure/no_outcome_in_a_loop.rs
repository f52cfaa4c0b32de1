// 6.1: in an iteration a `return` is looked at.
use defer_runtime::{errdefer, with_defer};

#[with_defer]
fn first<T>(values: impl IntoIterator<Item = T>, or: T) -> T {
    for value in values {
        errdefer!(println!("failed"));
        return value;
    }
    or
}

fn main() {}
