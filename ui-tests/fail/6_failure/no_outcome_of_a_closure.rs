// 6.1: the same in a closure, whether it says what it returns or not.
use defer_runtime::{errdefer, okdefer, with_defer};

struct Status;

#[with_defer]
fn f<T: Clone>(value: T) {
    let written = |value: &T| -> T {
        errdefer!(println!("failed"));
        value.clone()
    };
    let inferred = || {
        okdefer!(println!("done"));
        Status
    };
    written(&value);
    inferred();
}

fn main() {
    f(1);
}
