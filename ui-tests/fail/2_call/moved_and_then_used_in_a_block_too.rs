// 2.1: the CALL form moves its argument now; what uses it first is the body.
use defer_runtime::{defer, with_defer};

#[with_defer]
fn in_a_function(name: String) {
    defer!(drop(name));
    defer!(|| println!("{name}"));
    println!("{}", name.len());
}

#[with_defer]
async fn in_an_async_function(name: String) {
    defer!(drop(name));
    defer!(|| println!("{name}"));
    println!("{}", name.len());
}

fn main() {}
