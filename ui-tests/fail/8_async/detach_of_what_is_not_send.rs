// 8.4: what the spawner asks for, what it gets must fulfil.
use defer_runtime::{defer, with_defer};

async fn close() {}

fn spawn(task: impl Future<Output = ()> + Send + 'static) {
    drop(task);
}

#[with_defer(detach = spawn)]
async fn f() {
    let shared = std::rc::Rc::new(1);
    defer!(close().await);
    close().await;
    drop(shared);
}

fn main() {}
