// 2.8: nor does one in braces.
use defer_runtime::{defer, with_defer};

async fn close() {}

#[with_defer]
async fn f() {
    defer!(async { close().await });
}

fn main() {}
