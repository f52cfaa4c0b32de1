// 2.2: what takes its values now is a closure, which does not await.
use defer_runtime::{defer, with_defer};

async fn close() {}

#[with_defer]
async fn f() {
    defer!(move || close().await);
}

fn main() {}
