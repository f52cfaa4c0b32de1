// 2.6: nor may it be assigned.
use defer_runtime::{defer, with_defer};

#[with_defer]
fn f(mut name: String) {
    defer!(println!("{name:?}"));
    name = String::new();
    println!("{name}");
}

fn main() {}
