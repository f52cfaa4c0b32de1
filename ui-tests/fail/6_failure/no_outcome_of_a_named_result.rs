// 6.1: the same of a named result, in an iteration, too.
use defer_runtime::{errdefer, okdefer, with_defer};

#[with_defer(result)]
fn last<T: Default>(values: impl IntoIterator<Item = T>) -> T {
    errdefer!(println!("failed"));
    for value in values {
        okdefer!(println!("next"));
        result = value;
    }
}

fn main() {}
