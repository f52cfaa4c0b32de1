// 9.3: a mistake in the body is shown where it is.
use defer_runtime::{defer, with_defer};

async fn close() {}

#[with_defer]
async fn f(early: bool) -> u32 {
    defer!(close().await);
    if early {
        return "early";
    }
    close().await;
    1
}

fn main() {}
