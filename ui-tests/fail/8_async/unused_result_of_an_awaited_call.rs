// 2.11: what a call gives when it is awaited can be unused too.
#![deny(unused_must_use)]

use defer_runtime::{defer, with_defer};

async fn close() -> Result<(), String> {
    Ok(())
}

#[with_defer]
async fn f() {
    defer!(close().await);
}

fn main() {}
