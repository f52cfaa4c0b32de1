// 3.1: `?` in a function that returns a number is shown at the `?`.
use defer_runtime::{defer, with_defer};

#[with_defer]
fn f(text: &str) -> u32 {
    for part in text.split(' ') {
        defer!(println!("bye"));
        return part.parse()?;
    }
    1
}

fn main() {}
