// 9.3: what is borrowed is gone before the borrow is used.
use defer_runtime::{defer, with_defer};

async fn close() {}

#[with_defer]
fn in_a_function() {
    let longest;
    defer!(println!("bye"));
    {
        let name = String::new();
        longest = &name;
    }
    println!("{longest}");
}

#[with_defer]
fn in_a_loop() {
    let mut longest = "";
    for n in 0..2 {
        defer!(println!("bye"));
        let name = n.to_string();
        longest = &name;
    }
    println!("{longest}");
}

#[with_defer]
async fn in_an_async_function() {
    let longest;
    defer!(close().await);
    {
        let name = String::new();
        longest = &name;
    }
    close().await;
    println!("{longest}");
}

fn main() {}
