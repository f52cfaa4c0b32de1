//! What is refused: a spawner needs `std`.

use core::future::{Future, ready};
use defer_runtime::{defer, with_defer};

fn spawn(_: impl Future<Output = ()>) {}

/// Hands on its deferred call when it is cancelled.
#[with_defer(detach = spawn)]
pub async fn session() {
    defer!(ready(()).await);
    ready(()).await;
}
