// 8.1: not supported yet.
use defer_runtime::{defer, with_defer};

#[with_defer]
async fn f() {
    defer!(println!("bye"));
}

fn main() {}
