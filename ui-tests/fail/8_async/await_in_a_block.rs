// 8.3: in a block as well.
use defer_runtime::{defer, with_defer};

async fn close() {}

#[with_defer]
fn f() {
    defer!(|| {
        close().await;
    });
}

fn main() {}
