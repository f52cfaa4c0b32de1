// 4.2: `break` does not leave a deferred block.
use defer_runtime::{defer, with_defer};

async fn close() {}

#[with_defer]
async fn f() {
    loop {
        defer!(|| {
            close().await;
            break;
        });
    }
}

fn main() {}
