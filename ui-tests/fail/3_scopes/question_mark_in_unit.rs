// 3.1: so does one in the function itself.
use defer_runtime::{defer, with_defer};

#[with_defer]
fn f(text: &str) {
    defer!(println!("bye"));
    let n: u32 = text.parse()?;
    println!("{n}");
}

fn main() {}
