// 2.1: the argument is moved now.
use defer_runtime::{defer, with_defer};

async fn close(name: String) {
    drop(name);
}

#[with_defer]
async fn f(name: String) {
    defer!(close(name).await);
    println!("{name}");
    close(String::new()).await;
}

fn main() {}
