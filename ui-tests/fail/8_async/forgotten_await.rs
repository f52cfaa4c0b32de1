// 2.11: a future that is never awaited is noticed.
#![deny(unused_must_use)]

use defer_runtime::{defer, with_defer};

async fn close() {}

#[with_defer]
async fn f() {
    defer!(close());
}

fn main() {}
