// 2.2: a `move` block takes its variables now.
use defer_runtime::{defer, with_defer};

#[with_defer]
fn f(name: String) {
    defer!(move || drop(name));
    println!("{name}");
}

fn main() {}
