// 1.5: the imported macros count as used.
#![deny(warnings)]

use defer_runtime::{defer, recover, with_defer};

#[with_defer]
fn f() {
    defer!(|| drop(recover!()));
}

fn main() {
    f();
}
