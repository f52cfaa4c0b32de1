// 9.3: a value that is missing at the end is asked for by the return type.
use defer_runtime::{defer, with_defer};

async fn close() {}

#[with_defer]
fn in_a_function() -> u32 {
    defer!(println!("bye"));
    println!("body");
}

#[with_defer]
fn of_a_semicolon(n: u32) -> u32 {
    defer!(println!("bye"));
    n + 1;
}

#[with_defer]
fn behind_a_loop() -> u32 {
    for _ in 0..2 {
        defer!(println!("bye"));
        return 1;
    }
}

#[with_defer]
async fn in_an_async_function() -> u32 {
    defer!(close().await);
    close().await;
}

fn main() {}
