// 9.3: a deferred call that is never reached warns too.
#![deny(unreachable_code)]

use defer_runtime::{defer, with_defer};

#[with_defer]
fn f() {
    return;
    defer!(println!("bye"));
}

fn main() {}
