// 8.5: and what it mentions.
use defer_runtime::{defer, with_defer};

async fn close() {}

fn spawn(task: impl Future<Output = ()> + Send + 'static) {
    drop(task);
}

#[with_defer]
async fn f() {
    let shared = std::rc::Rc::new(1);
    defer!(|| println!("{shared}"));
    close().await;
}

fn g() {
    spawn(f());
}

fn main() {}
