// 7.3: an async block that never comes to its end gives `()`, too, and no number.
use defer_runtime::{defer, recover, with_defer};

async fn work() {}

fn spawn(_: impl Future<Output = u32>) {}

#[with_defer]
fn f() {
    spawn(async {
        defer!(|| drop(recover!()));
        loop {
            work().await;
        }
    });
}

fn main() {}
