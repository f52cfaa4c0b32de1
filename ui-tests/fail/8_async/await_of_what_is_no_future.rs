// 8.3: awaited like any other.
use defer_runtime::{defer, with_defer};

fn close() {}

#[with_defer]
async fn f() {
    defer!(close().await);
}

fn main() {}
