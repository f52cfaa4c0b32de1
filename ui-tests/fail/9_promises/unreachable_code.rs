// 9.3: unreachable code warns as before.
#![deny(unreachable_code)]

use defer_runtime::{defer, with_defer};

#[with_defer]
fn f() {
    defer!(println!("bye"));
    return;
    println!("never");
}

fn main() {}
