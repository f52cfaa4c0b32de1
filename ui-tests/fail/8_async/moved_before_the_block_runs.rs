// 2.2: what a block mentions is not moved before it runs.
use defer_runtime::{defer, with_defer};

async fn close(name: String) {
    drop(name);
}

#[with_defer]
async fn f(name: String) {
    defer!(|| println!("{name}"));
    close(name).await;
}

fn main() {}
