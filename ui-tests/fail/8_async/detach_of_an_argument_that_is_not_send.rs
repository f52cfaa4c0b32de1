// 8.4: the arguments are among it.
use defer_runtime::{defer, with_defer};

async fn close() {}

fn spawn(task: impl Future<Output = ()> + Send + 'static) {
    drop(task);
}

#[with_defer(detach = spawn)]
async fn f(shared: std::rc::Rc<u32>) {
    defer!(close().await);
    close().await;
    drop(shared);
}

fn main() {}
