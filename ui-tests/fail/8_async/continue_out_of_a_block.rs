// 4.2: nor does `continue`.
use defer_runtime::{defer, with_defer};

async fn close() {}

#[with_defer]
async fn f() {
    'a: loop {
        defer!(|| {
            close().await;
            continue 'a;
        });
    }
}

fn main() {}
