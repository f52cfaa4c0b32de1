// 1.2: and must be there.
use defer_runtime::{defer, with_defer};

async fn close() {}

#[with_defer(detach = tokio::spawn)]
async fn f() {
    defer!(close().await);
    close().await;
}

fn main() {}
