// 8.4: one that is not written is found by rustc.
use defer_runtime::{defer, with_defer};

async fn close() {}

fn spawn(task: impl Future<Output = ()> + Send + 'static) {
    drop(task);
}

struct Name<'a>(&'a str);

#[with_defer(detach = spawn)]
async fn f(name: Name) {
    defer!(close().await);
    close().await;
    println!("{}", name.0);
}

fn main() {}
