// 7.3: an async block with a value has no name for it.
use defer_runtime::{defer, recover, with_defer};

async fn close() {}

#[with_defer]
async fn f() -> u32 {
    async {
        defer!(|| {
            recover!();
        });
        close().await;
        1
    }
    .await
}

fn main() {}
