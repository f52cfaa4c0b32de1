// 9.3: and in a deferred block.
#![deny(unused_variables)]

use defer_runtime::{defer, with_defer};

#[with_defer]
fn f() {
    defer!(|| {
        let n = 1;
    });
}

fn main() {}
