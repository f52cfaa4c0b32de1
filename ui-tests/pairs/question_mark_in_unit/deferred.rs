// 9.3: a `?` in a function that cannot fail.
use defer_runtime::{defer, with_defer};

async fn close() {}

#[with_defer]
fn in_a_function(text: &str) {
    defer!(println!("bye"));
    let n: u32 = text.parse()?;
    println!("{n}");
}

#[with_defer]
fn in_a_loop(text: &str) {
    for part in text.split(' ') {
        defer!(println!("bye"));
        let n: u32 = part.parse()?;
        println!("{n}");
    }
}

#[with_defer]
async fn in_an_async_function(text: &str) {
    defer!(close().await);
    close().await;
    let n: u32 = text.parse()?;
    println!("{n}");
}

fn main() {}
