// 9.3: an argument too few, or too many.
use defer_runtime::{defer, with_defer};

async fn close(_: u32) {}

fn open(_: u32) {}

#[with_defer]
fn in_a_function() {
    defer!(println!("bye"));
    open();
}

#[with_defer]
fn in_a_loop() {
    for n in 0..2 {
        defer!(println!("bye"));
        open(n, n);
    }
}

#[with_defer]
async fn in_an_async_function() {
    defer!(close(1).await);
    close().await;
}

fn main() {}
