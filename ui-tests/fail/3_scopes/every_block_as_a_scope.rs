// 3.8: the option is not there yet, and the message says what to write instead.
use defer_runtime::{defer, with_defer};

#[with_defer(scope = block)]
fn f() {
    defer!(println!("bye"));
}

fn main() {}
