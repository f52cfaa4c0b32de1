// 2.2: the same with braces.
use defer_runtime::{defer, with_defer};

#[with_defer]
fn f(name: String) {
    defer! { println!("{name}"); }
    drop(name);
}

fn main() {}
