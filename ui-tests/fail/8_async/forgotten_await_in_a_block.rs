// 2.11: in a block as well.
#![deny(unused_must_use)]

use defer_runtime::{defer, with_defer};

async fn close() {}

#[with_defer]
async fn f() {
    defer!(|| {
        close();
    });
}

fn main() {}
