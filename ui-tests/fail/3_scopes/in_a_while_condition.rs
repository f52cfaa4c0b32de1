// 3.6: no scope ends behind the condition of a loop.
use defer_runtime::{defer, with_defer};

#[with_defer]
fn f() {
    while {
        defer!(println!("bye"));
        true
    } {}
}

fn main() {}
