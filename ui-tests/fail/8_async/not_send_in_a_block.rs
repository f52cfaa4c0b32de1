// 8.5: so is what a deferred block holds while it awaits.
use defer_runtime::{defer, with_defer};

async fn close() {}

fn spawn(task: impl Future<Output = ()> + Send + 'static) {
    drop(task);
}

#[with_defer]
async fn f() {
    defer!(|| {
        let shared = std::rc::Rc::new(1);
        close().await;
        drop(shared);
    });
    close().await;
}

fn g() {
    spawn(f());
}

fn main() {}
