// 3.1: an `Option` in a function that returns a `Result` is shown at the `?`.
use defer_runtime::{defer, with_defer};

#[with_defer]
fn f(text: &str) -> Result<(), String> {
    for part in text.split(' ') {
        defer!(println!("bye"));
        println!("{}", part.chars().next()?);
    }
    Ok(())
}

fn main() {}
