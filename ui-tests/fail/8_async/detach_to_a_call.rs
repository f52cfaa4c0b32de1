// 1.2: what is called gets the future itself.
use defer_runtime::{defer, with_defer};

async fn close() {}

fn spawn(task: impl Future) {
    drop(task);
}

#[with_defer(detach = spawn(task))]
async fn f() {
    defer!(close().await);
    close().await;
}

fn main() {}
