//! An async function: the rest is an async block, and the body stands in a future that can be cancelled (8.1, 8.2).

#[with_defer]
async fn copy(from: &str, to: &str) -> io::Result<u64> {
    let mut target = File::create(to).await?;
    defer!(target.sync_all().await?);
    let mut source = File::open(from).await?;
    tokio::io::copy(&mut source, &mut target).await
}
