// 3.5, 9.3: a parameter of an async function whose pattern doesn't match all of its values.
use defer_runtime::{defer, with_defer};

async fn pause() {}

#[with_defer]
async fn refutable(Some(n): Option<u32>, m: u32) -> u32 {
    defer!(|| println!("bye"));
    pause().await;
    n + m
}

#[with_defer]
async fn refutable_part((1, n): (u32, u32)) -> u32 {
    defer!(|| println!("bye"));
    pause().await;
    n
}

fn main() {}
