// 9.3: a variable without `mut` that gets a second value.
use defer_runtime::{defer, with_defer};

async fn close() {}

#[with_defer]
fn in_a_function() {
    let n = 1;
    defer!(println!("bye"));
    println!("{n}");
    n = 2;
    println!("{n}");
}

#[with_defer]
fn in_a_loop() {
    for n in 0..2 {
        defer!(println!("bye"));
        n += 1;
        println!("{n}");
    }
}

#[with_defer]
async fn in_an_async_function() {
    defer!(close().await);
    let n = 1;
    close().await;
    println!("{n}");
    n = 2;
    println!("{n}");
}

fn main() {}
