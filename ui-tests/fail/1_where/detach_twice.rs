// 1.2: each option once.
use defer_runtime::{defer, with_defer};

fn spawn(_: impl Future) {}

#[with_defer(detach = spawn, detach = spawn)]
async fn f() {
    defer!(println!("bye"));
}

fn main() {}
