// 6.3: of a deferred call too.
use defer_runtime::{defer, with_defer};

async fn close() -> Result<(), String> {
    Ok(())
}

#[with_defer]
async fn f() -> Result<(), std::io::Error> {
    defer!(close().await?);
    Ok(())
}

fn main() {}
