// 4.2: `return` ends the block only, which has no value.
use defer_runtime::{defer, with_defer};

async fn close() {}

#[with_defer]
async fn f() -> u32 {
    defer!(|| {
        close().await;
        return 1;
    });
    close().await;
    2
}

fn main() {}
