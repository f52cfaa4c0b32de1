// 2.2: and so it is in parentheses.
use defer_runtime::{defer, with_defer};

#[with_defer]
fn f() {
    defer!(|| {
        let = 1;
    });
}

fn main() {}
