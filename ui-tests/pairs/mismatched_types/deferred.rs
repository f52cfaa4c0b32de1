// 9.3: a value of a wrong type in the middle of a body.
use defer_runtime::{defer, with_defer};

async fn close() {}

#[with_defer]
fn in_a_function() {
    defer!(println!("bye"));
    let n: u32 = "a";
    println!("{n}");
}

#[with_defer]
fn in_a_loop(text: &str) {
    for c in text.chars() {
        defer!(println!("bye"));
        let n: u32 = c;
        println!("{n}");
    }
}

#[with_defer]
fn in_a_branch(c: bool) {
    let n = if c {
        defer!(println!("bye"));
        println!("branch");
        1
    } else {
        "a"
    };
    println!("{n}");
}

#[with_defer]
async fn in_an_async_function() {
    defer!(close().await);
    let n: u32 = close().await;
    println!("{n}");
}

fn main() {}
