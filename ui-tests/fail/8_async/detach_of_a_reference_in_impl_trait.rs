// 8.4: wherever it stands.
use defer_runtime::{defer, with_defer};

async fn close() {}

fn spawn(task: impl Future<Output = ()> + Send + 'static) {
    drop(task);
}

#[with_defer(detach = spawn)]
async fn f(names: impl Iterator<Item = &u32> + Send) {
    defer!(close().await);
    close().await;
    drop(names);
}

fn main() {}
