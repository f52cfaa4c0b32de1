// 8.4: a lifetime in an argument is a borrow.
use defer_runtime::{defer, with_defer};

async fn close() {}

fn spawn(task: impl Future<Output = ()> + Send + 'static) {
    drop(task);
}

use std::borrow::Cow;

#[with_defer(detach = spawn)]
async fn f<'a>(name: Cow<'a, str>) {
    defer!(close().await);
    close().await;
    drop(name);
}

fn main() {}
