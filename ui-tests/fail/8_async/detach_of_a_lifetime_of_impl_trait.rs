// 8.4: in `impl Trait` too.
use defer_runtime::{defer, with_defer};

async fn close() {}

fn spawn(task: impl Future<Output = ()> + Send + 'static) {
    drop(task);
}

#[with_defer(detach = spawn)]
async fn f(names: impl Iterator<Item = u32> + Send + '_) {
    defer!(close().await);
    close().await;
    drop(names);
}

fn main() {}
