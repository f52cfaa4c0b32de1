// 2.2: a deferred block awaits as it is: it needs no `async`.
use defer_runtime::{defer, with_defer};

async fn close() {}

#[with_defer]
async fn f() {
    defer!(async || close().await);
}

fn main() {}
