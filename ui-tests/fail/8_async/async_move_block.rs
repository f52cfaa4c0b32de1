// 2.8: nor one that takes its values now.
use defer_runtime::{defer, with_defer};

async fn close() {}

#[with_defer]
async fn f() {
    defer!(async move {
        close().await;
    });
}

fn main() {}
