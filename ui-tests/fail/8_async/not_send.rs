// 8.5: a future is `Send` if its body is, and otherwise it is said why not.
use defer_runtime::{defer, with_defer};

async fn close() {}

fn spawn(task: impl Future<Output = ()> + Send + 'static) {
    drop(task);
}

#[with_defer]
async fn f() {
    let shared = std::rc::Rc::new(1);
    defer!(close().await);
    close().await;
    drop(shared);
}

fn g() {
    spawn(f());
}

fn main() {}
