// 3.5: a borrow of a local is not returned past it.
use defer_runtime::{defer, with_defer};

#[with_defer]
fn f() -> &'static str {
    defer!(println!("bye"));
    let name = String::new();
    &name
}

fn main() {}
