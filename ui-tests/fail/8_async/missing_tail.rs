// 9.3: and a tail that is missing.
use defer_runtime::{defer, with_defer};

async fn close() {}

#[with_defer]
async fn f() -> u32 {
    defer!(close().await);
    close().await;
}

fn main() {}
