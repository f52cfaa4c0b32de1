// 2.7: nor is it clear when a receiver is awaited.
use defer_runtime::{defer, with_defer};

struct Connection;

impl Connection {
    fn close(&self) {}
}

async fn open() -> Connection {
    Connection
}

#[with_defer]
async fn f() {
    defer!(open().await.close());
}

fn main() {}
