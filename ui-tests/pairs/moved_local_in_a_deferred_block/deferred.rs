// 2.2: what a block mentions must be there at exit.
use defer_runtime::{defer, with_defer};

async fn close() {}

#[with_defer]
fn in_a_function(name: String) {
    defer!(|| println!("{name}"));
    drop(name);
}

#[with_defer]
fn in_a_loop(names: Vec<String>) {
    for name in names {
        defer!(|| println!("{name}"));
        drop(name);
    }
}

#[with_defer]
async fn in_an_async_function(name: String) {
    defer!(|| println!("{name}"));
    close().await;
    drop(name);
}

fn main() {}
