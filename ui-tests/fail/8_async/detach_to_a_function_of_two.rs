// 1.2: it gets one argument.
use defer_runtime::{defer, with_defer};

async fn close() {}

fn spawn(_: impl Future, _: u32) {}

#[with_defer(detach = spawn)]
async fn f() {
    defer!(close().await);
    close().await;
}

fn main() {}
