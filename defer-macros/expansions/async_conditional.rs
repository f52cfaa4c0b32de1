//! Conditional deferred calls that await: each but the first runs in a guard of its own, so that a cancellation in one
//! still runs the others (8.3).

#[with_defer]
async fn open(with_log: bool) {
    if with_log {
        defer!(flush(1).await);
        defer!(flush(2).await);
    }
    work().await;
}
