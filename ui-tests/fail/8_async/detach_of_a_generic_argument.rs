// 8.4: an argument of a type that may borrow does not live long enough.
use defer_runtime::{defer, with_defer};

async fn close() {}

fn spawn(task: impl Future<Output = ()> + Send + 'static) {
    drop(task);
}

#[with_defer(detach = spawn)]
async fn f<T: Send>(value: T) {
    defer!(close().await);
    close().await;
    drop(value);
}

fn main() {}
