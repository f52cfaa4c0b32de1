// 9.3: a borrow that a later change ends is shown where it is taken, changed and used.
use defer_runtime::{defer, with_defer};

async fn close() {}

#[with_defer]
fn in_a_function(mut names: Vec<u32>) {
    defer!(println!("bye"));
    let first = &names[0];
    names.push(1);
    println!("{first}");
}

#[with_defer]
fn borrowed_in_front(mut names: Vec<u32>) {
    let first = &names[0];
    defer!(println!("bye"));
    names.push(1);
    println!("{first}");
}

#[with_defer]
fn in_a_loop(mut names: Vec<u32>) {
    for _ in 0..2 {
        defer!(println!("bye"));
        let first = &names[0];
        names.push(1);
        println!("{first}");
    }
}

#[with_defer]
async fn in_an_async_function(mut names: Vec<u32>) {
    defer!(close().await);
    let first = &names[0];
    names.push(1);
    close().await;
    println!("{first}");
}

fn main() {}
