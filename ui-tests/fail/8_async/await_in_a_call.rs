// 8.3: a deferred call awaits in an async function only.
use defer_runtime::{defer, with_defer};

async fn close() {}

#[with_defer]
fn f() {
    defer!(close().await);
}

fn main() {}
