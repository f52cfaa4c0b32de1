// 9.3: and a reference to a local that is returned.
use defer_runtime::{defer, with_defer};

async fn close() {}

#[with_defer]
async fn f() -> &'static str {
    let name = String::from("name");
    defer!(close().await);
    close().await;
    &name
}

fn main() {}
