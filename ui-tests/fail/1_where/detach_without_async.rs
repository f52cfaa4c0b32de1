// 1.2: `detach` is for an `async fn`.
use defer_runtime::{defer, with_defer};

fn spawn(_: impl Future) {}

#[with_defer(detach = spawn)]
fn f() {
    defer!(println!("bye"));
}

fn main() {}
