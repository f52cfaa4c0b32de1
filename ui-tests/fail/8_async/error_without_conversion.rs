// 9.3: and a `?` whose error is another.
use defer_runtime::{defer, with_defer};

async fn close() -> Result<(), String> {
    Ok(())
}

#[with_defer]
async fn f() -> Result<(), std::io::Error> {
    defer!(println!("bye"));
    close().await?;
    Ok(())
}

fn main() {}
