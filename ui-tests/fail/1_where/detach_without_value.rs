// 1.2: `detach` says what spawns.
use defer_runtime::{defer, with_defer};

#[with_defer(detach)]
async fn f() {
    defer!(println!("bye"));
}

fn main() {}
