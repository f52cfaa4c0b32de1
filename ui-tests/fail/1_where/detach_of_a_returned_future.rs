// 1.2: a function that returns a future is not one.
use defer_runtime::{defer, with_defer};

async fn close() {}

fn spawn(_: impl Future) {}

#[with_defer(detach = spawn)]
fn f() -> impl Future<Output = ()> {
    async {
        defer!(close().await);
        close().await;
    }
}

fn main() {}
