// 7.2: and nowhere else.
use defer_runtime::{defer, recover, with_defer};

#[with_defer]
fn f() {
    defer!(println!("bye"));
    let _ = recover!();
}

fn main() {}
