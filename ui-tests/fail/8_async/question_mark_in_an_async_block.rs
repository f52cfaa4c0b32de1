// 6.3: what an async block gives must be known where a deferred call in it fails.
use defer_runtime::{defer, with_defer};

async fn close() -> Result<(), String> {
    Ok(())
}

#[with_defer]
async fn f() -> Result<(), String> {
    async {
        defer!(close().await?);
        Ok(())
    }
    .await
}

fn main() {}
