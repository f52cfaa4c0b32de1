// 8.4: in the deferred calls too.
use defer_runtime::{defer, with_defer};

async fn close() {}

fn spawn(task: impl Future<Output = ()> + Send + 'static) {
    drop(task);
}

#[with_defer(detach = spawn)]
async fn f() {
    defer!(|| {
        let shared = std::rc::Rc::new(1);
        close().await;
        drop(shared);
    });
    close().await;
}

fn main() {}
