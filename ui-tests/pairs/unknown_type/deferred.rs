// 9.3: a type that is not known.
use defer_runtime::{defer, with_defer};

async fn close() {}

#[with_defer]
fn in_a_function() {
    defer!(println!("bye"));
    let n = "1".parse().unwrap();
    println!("{}", n);
}

#[with_defer]
fn in_a_loop() {
    for part in ["1", "2"] {
        defer!(println!("bye"));
        let all = part.chars().collect();
        drop(all);
    }
}

#[with_defer]
async fn in_an_async_function() {
    defer!(close().await);
    let none = None;
    close().await;
    drop(none);
}

fn main() {}
