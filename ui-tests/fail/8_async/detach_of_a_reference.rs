// 8.4: what is handed on must not borrow.
use defer_runtime::{defer, with_defer};

async fn close() {}

fn spawn(task: impl Future<Output = ()> + Send + 'static) {
    drop(task);
}

#[with_defer(detach = spawn)]
async fn f(name: &str) {
    defer!(|| {
        close().await;
        println!("{name}");
    });
    close().await;
}

fn main() {}
