// 6.6: a function inside a deferred block is another function.
use defer_runtime::{defer, leaving, with_defer};

#[with_defer]
fn f() {
    defer!(|| {
        fn inner() {
            leaving!();
        }
        inner();
    });
}

fn main() {}
