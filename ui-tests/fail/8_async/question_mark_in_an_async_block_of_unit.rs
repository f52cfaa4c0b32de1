// 6.3: `?` in an async block that gives nothing.
use defer_runtime::{defer, with_defer};

async fn close() -> Result<(), String> {
    Ok(())
}

#[with_defer]
async fn f() {
    async {
        defer!(close().await?);
        close().await.unwrap();
    }
    .await
}

fn main() {}
