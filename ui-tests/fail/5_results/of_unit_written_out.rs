// 5.4: written out or not.
use defer_runtime::{defer, with_defer};

#[with_defer(result)]
fn f() -> () {
    defer!(println!("bye"));
}

fn main() {}
