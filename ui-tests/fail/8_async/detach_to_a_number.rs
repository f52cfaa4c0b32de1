// 1.2: what spawns is called.
use defer_runtime::{defer, with_defer};

async fn close() {}

#[with_defer(detach = 5)]
async fn f() {
    defer!(close().await);
    close().await;
}

fn main() {}
