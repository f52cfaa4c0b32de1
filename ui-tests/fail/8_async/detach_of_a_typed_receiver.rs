// 8.4: whatever it is written as.
use defer_runtime::{defer, with_defer};

async fn close() {}

fn spawn(task: impl Future<Output = ()> + Send + 'static) {
    drop(task);
}

struct Connection;

impl Connection {
    #[with_defer(detach = spawn)]
    async fn f(self: &std::sync::Arc<Self>) {
        defer!(close().await);
        close().await;
    }
}

fn main() {}
