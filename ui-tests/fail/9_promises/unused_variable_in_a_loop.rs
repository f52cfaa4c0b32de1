// 9.3: in a loop as well.
#![deny(unused_variables)]

use defer_runtime::{defer, with_defer};

#[with_defer]
fn f() {
    for n in 0..2 {
        defer!(println!("bye"));
    }
}

fn main() {}
