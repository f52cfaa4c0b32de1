// 8.4: what the function uses is handed to the spawner, and can't be what it is handed to.
use defer_runtime::{defer, with_defer};

async fn close() {}

struct Executor;

impl Executor {
    fn spawn(&self, task: impl Future<Output = ()> + 'static) {
        drop(task);
    }
}

#[with_defer(detach = |task| executor.spawn(task))]
async fn f(executor: std::sync::Arc<Executor>) {
    defer!(close().await);
    close().await;
    drop(executor);
}

fn main() {}
