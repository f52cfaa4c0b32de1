// 7.2: a function inside a deferred block is another function.
use defer_runtime::{defer, recover, with_defer};

#[with_defer]
fn f() {
    defer!(|| {
        fn inner() {
            recover!();
        }
        inner();
    });
}

fn main() {}
