// 2.11: a result that must be used warns as before.
#![deny(unused_must_use)]

use defer_runtime::{defer, with_defer};

async fn close() -> Result<(), String> {
    Ok(())
}

fn open() -> Result<(), String> {
    Ok(())
}

#[with_defer]
fn in_a_function() {
    defer!(open());
    println!("body");
}

#[with_defer]
fn in_the_body() {
    defer!(println!("bye"));
    open();
}

#[with_defer]
fn in_a_loop() {
    for _ in 0..2 {
        defer!(println!("bye"));
        open();
    }
}

#[with_defer]
async fn in_an_async_function() {
    defer!(close().await);
    close().await;
}

fn main() {}
