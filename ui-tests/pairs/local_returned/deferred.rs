// 3.5: a borrow of a local is not returned past it.
use defer_runtime::{defer, with_defer};

async fn close() {}

#[with_defer]
fn in_a_function() -> &'static str {
    defer!(println!("bye"));
    let name = String::new();
    &name
}

#[with_defer]
fn declared_in_front() -> &'static str {
    let name = String::new();
    defer!(println!("bye"));
    &name
}

#[with_defer]
fn in_a_loop() -> &'static str {
    loop {
        defer!(println!("bye"));
        let name = String::new();
        return &name;
    }
}

#[with_defer]
async fn in_an_async_function() -> &'static str {
    defer!(close().await);
    let name = String::new();
    close().await;
    &name
}

fn main() {}
