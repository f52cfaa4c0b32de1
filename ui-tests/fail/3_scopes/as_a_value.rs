// 3.6: a deferred call has no value.
use defer_runtime::{defer, with_defer};

#[with_defer]
fn f() {
    let x = defer!(println!("bye"));
    x
}

fn main() {}
