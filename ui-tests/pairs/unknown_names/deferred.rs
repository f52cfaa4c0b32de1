// 9.3: a name without an import, or without a lifetime.
use defer_runtime::{defer, with_defer};

async fn close() {}

#[with_defer]
fn in_a_function() {
    defer!(println!("bye"));
    let seen: HashMap<u32, u32> = HashMap::new();
    drop(seen);
}

#[with_defer]
fn in_a_loop() {
    for n in 0..2 {
        defer!(println!("bye"));
        println!("{}", n + missing);
    }
}

#[with_defer]
fn without_a_lifetime(a: &str, b: &str) -> &str {
    defer!(println!("bye"));
    if a.len() > b.len() { a } else { b }
}

#[with_defer]
async fn in_an_async_function() {
    defer!(close().await);
    missing().await;
}

fn main() {}
