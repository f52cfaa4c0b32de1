// 9.3: a `mut` that is missing is asked for at the declaration.
use defer_runtime::{defer, with_defer};

async fn close() {}

#[with_defer]
fn in_a_function() {
    let names = Vec::new();
    defer!(println!("bye"));
    names.push("a");
}

#[with_defer]
fn in_a_loop() {
    let names = Vec::new();
    for name in ["a", "b"] {
        defer!(println!("bye"));
        names.push(name);
    }
}

#[with_defer]
fn behind_a_reference(names: &Vec<u32>) {
    defer!(println!("bye"));
    names.push(1);
}

#[with_defer]
async fn in_an_async_function(names: Vec<u32>) {
    defer!(close().await);
    close().await;
    names.push(1);
}

fn main() {}
