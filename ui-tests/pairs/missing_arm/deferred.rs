// 9.3: a `match` that leaves a value out.
use defer_runtime::{defer, with_defer};

async fn close() {}

#[with_defer]
fn in_a_function(n: Option<u32>) -> u32 {
    defer!(println!("bye"));
    match n {
        Some(n) => n,
    }
}

#[with_defer]
fn in_a_loop(all: &[Option<u32>]) {
    for n in all {
        defer!(println!("bye"));
        match n {
            None => println!("none"),
        }
    }
}

#[with_defer]
async fn in_an_async_function(n: Option<u32>) -> u32 {
    defer!(close().await);
    close().await;
    let Some(n) = n;
    n
}

fn main() {}
