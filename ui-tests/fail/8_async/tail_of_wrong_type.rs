// 9.3: so is one in its tail.
use defer_runtime::{defer, with_defer};

async fn close() {}

#[with_defer]
async fn f() -> u32 {
    defer!(close().await);
    close().await;
    "1"
}

fn main() {}
