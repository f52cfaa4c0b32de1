// 6.3: `?` in a deferred call needs a function that can fail.
use defer_runtime::{defer, with_defer};

async fn close() -> Result<(), String> {
    Ok(())
}

#[with_defer]
async fn f() {
    defer!(close().await?);
}

fn main() {}
