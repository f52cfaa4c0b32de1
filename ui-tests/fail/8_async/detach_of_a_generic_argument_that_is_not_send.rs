// 8.4: one that may not be `Send`.
use defer_runtime::{defer, with_defer};

async fn close() {}

fn spawn(task: impl Future<Output = ()> + Send + 'static) {
    drop(task);
}

#[with_defer(detach = spawn)]
async fn f<T: 'static>(value: T) {
    defer!(close().await);
    close().await;
    drop(value);
}

fn main() {}
