// 2.5: a local that is called is a value, moved now.
use defer_runtime::{defer, with_defer};

#[with_defer]
fn f(cleanup: impl FnOnce(u32)) {
    defer!(cleanup(1));
    cleanup(2);
}

fn main() {}
