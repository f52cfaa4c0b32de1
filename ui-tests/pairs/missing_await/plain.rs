// 9.3: a future that is used as what it gives.
async fn close() -> Result<u32, String> {
    Ok(1)
}

async fn in_an_async_function() -> Result<u32, String> {
    close().await?;
    close()?;
    Ok(1)
}

async fn in_a_loop() -> Result<u32, String> {
    for _ in 0..2 {
        let n: u32 = close();
        println!("{n}");
    }
    close().await
}

fn main() {}
