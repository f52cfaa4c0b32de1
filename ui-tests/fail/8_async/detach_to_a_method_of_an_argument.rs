// 8.4: the arguments are handed to it, and can't be what they are handed to.
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
}

fn main() {}
