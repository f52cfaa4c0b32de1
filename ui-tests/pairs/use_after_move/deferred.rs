// 2.1: the CALL form moves its argument now.
use defer_runtime::{defer, with_defer};

async fn close(name: String) {
    drop(name);
}

#[with_defer]
fn in_a_function(name: String) {
    defer!(drop(name));
    println!("{}", name.len());
}

#[with_defer]
fn in_a_loop(names: Vec<String>) {
    for name in names {
        defer!(drop(name));
        println!("{}", name.len());
    }
}

#[with_defer]
async fn in_an_async_function(name: String) {
    defer!(close(name).await);
    println!("{}", name.len());
}

fn main() {}
