//! Deferred calls that a spawner completes (8.4).

#[with_defer(detach = tokio::spawn)]
async fn session(connection: Connection) -> u32 {
    defer!(connection.close().await);
    connection.serve().await
}
