// 7.2: it takes no arguments.
use defer_runtime::{defer, recover, with_defer};

#[with_defer]
fn f() {
    defer!(|| {
        recover!("why");
    });
}

fn main() {}
