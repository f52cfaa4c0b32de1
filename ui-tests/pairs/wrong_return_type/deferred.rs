// 9.3: a value of a wrong type is shown by itself.
use defer_runtime::{defer, with_defer};

async fn close() {}

#[with_defer]
fn in_a_function() -> u32 {
    defer!(println!("bye"));
    "a"
}

#[with_defer]
fn in_a_loop() -> u32 {
    loop {
        defer!(println!("bye"));
        return "a";
    }
}

#[with_defer]
fn by_break() -> u32 {
    loop {
        defer!(println!("bye"));
        break "a";
    }
}

#[with_defer]
async fn in_an_async_function() -> u32 {
    defer!(close().await);
    close().await;
    "a"
}

fn main() {}
