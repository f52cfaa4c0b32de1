// 1.5: the imported macros count as used.
#![deny(warnings)]

use defer_runtime::{defer, leaving, recover, with_defer};

#[with_defer]
fn f() {
    defer!(|| drop(recover!()));
    defer!(|| {
        let _ = leaving!();
    });
}

fn main() {
    f();
}
