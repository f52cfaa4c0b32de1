// 6.1: whether `None` is a failure among named fields can't be told, in an iteration neither.
use defer_runtime::{errdefer, okdefer, with_defer};

#[with_defer(n, err = None)]
fn f() -> (u32, Option<String>) {
    errdefer!(println!("failed"));
    n = 1;
}

#[with_defer(n, value)]
fn generic<T: Default>() -> (u32, T) {
    for i in 0..3 {
        okdefer!(println!("next"));
        n = i;
    }
}

fn main() {
    f();
    generic::<u32>();
}
