// 9.3: locals that only a deferred call uses are not called unused beside its error.
#![deny(unused)]

use defer_runtime::{defer, with_defer};

#[with_defer]
fn f() {
    let n = 1;
    defer!(n);
}

fn main() {
    f();
}
