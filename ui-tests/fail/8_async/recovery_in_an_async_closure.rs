// 7.3: nor has an async closure.
use defer_runtime::{defer, recover, with_defer};

async fn close() {}

#[with_defer]
async fn f() -> u32 {
    let work = async || {
        defer!(|| {
            recover!();
        });
        close().await;
        1
    };
    work().await
}

fn main() {}
