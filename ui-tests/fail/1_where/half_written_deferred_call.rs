// 9.3: a deferred call without its end.
use defer_runtime::{defer, with_defer};

#[with_defer]
fn f() {
    defer!(println!("bye";
}

fn main() {
    f();
}
