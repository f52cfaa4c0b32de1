// 8.1: an async block is not left by `break`.
use defer_runtime::{defer, with_defer};

async fn close() {}

#[with_defer]
async fn f() {
    loop {
        async {
            defer!(close().await);
            break;
        }
        .await
    }
}

fn main() {}
