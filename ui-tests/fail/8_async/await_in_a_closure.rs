// 8.1: a closure is not async because the function around it is.
use defer_runtime::{defer, with_defer};

async fn close() {}

#[with_defer]
async fn f() {
    let work = || {
        defer!(close().await);
    };
    work();
}

fn main() {}
