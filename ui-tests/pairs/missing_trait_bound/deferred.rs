// 9.3: a bound that a generic function does not give.
use defer_runtime::{defer, with_defer};

async fn close() {}

#[with_defer]
fn in_a_function<T>(it: T) {
    defer!(println!("bye"));
    println!("{it}");
}

#[with_defer]
fn in_a_loop<T>(all: &[T]) -> Vec<T> {
    let mut copies = Vec::new();
    for it in all {
        defer!(println!("bye"));
        copies.push(T::clone(it));
    }
    copies
}

#[with_defer]
fn in_a_comparison<T>(a: T, b: T) -> bool {
    defer!(println!("bye"));
    a == b
}

#[with_defer]
async fn in_an_async_function<T>(it: T) {
    defer!(close().await);
    close().await;
    println!("{it}");
}

fn main() {}
