// 9.3: a future that is used as what it gives.
use defer_runtime::{defer, with_defer};

async fn close() -> Result<u32, String> {
    Ok(1)
}

#[with_defer]
async fn in_an_async_function() -> Result<u32, String> {
    defer!(|| println!("bye"));
    close().await?;
    close()?;
    Ok(1)
}

#[with_defer]
async fn in_a_loop() -> Result<u32, String> {
    for _ in 0..2 {
        defer!(close().await?);
        let n: u32 = close();
        println!("{n}");
    }
    close().await
}

fn main() {}
