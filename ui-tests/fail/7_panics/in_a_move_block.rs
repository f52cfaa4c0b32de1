// 7.2: so is what a `move` block takes along.
use defer_runtime::{defer, recover, with_defer};

#[with_defer]
fn f() {
    defer!(move || drop(recover!()));
}

fn main() {}
