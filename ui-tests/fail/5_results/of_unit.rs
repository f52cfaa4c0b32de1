// 5.4: there is no `()` to name.
use defer_runtime::{defer, with_defer};

#[with_defer(result)]
fn f() {
    defer!(println!("bye"));
}

fn main() {}
