// 7.3: after a recovery the function returns its named result.
use defer_runtime::{defer, recover, with_defer};

async fn close() {}

#[with_defer]
async fn f() -> u32 {
    defer!(|| {
        recover!();
    });
    close().await;
    1
}

fn main() {}
