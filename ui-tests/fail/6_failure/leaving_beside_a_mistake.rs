// 6.6, 9.3: beside another mistake it is no mistake, and its import counts as used.
#![deny(unused_imports)]

use defer_runtime::{defer, leaving, recover, with_defer};

#[with_defer]
fn f() {
    defer!(1 + 2);
    defer!(|| {
        let _ = (leaving!(), recover!());
    });
}

fn main() {}
