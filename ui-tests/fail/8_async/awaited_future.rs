// 2.9: a deferred call awaits what a call gives; a future that is there already belongs into a block.
use defer_runtime::{defer, with_defer};

async fn close() {}

#[with_defer]
async fn f() {
    let closing = close();
    defer!(closing.await);
}

fn main() {}
