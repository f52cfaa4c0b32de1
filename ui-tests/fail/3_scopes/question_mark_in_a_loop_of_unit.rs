// 3.1: `?` in a loop needs a function that returns a `Result` or the like.
use defer_runtime::{defer, with_defer};

#[with_defer]
fn f(text: &str) {
    for part in text.split(' ') {
        defer!(println!("bye"));
        let n: u32 = part.parse()?;
        println!("{n}");
    }
}

fn main() {}
