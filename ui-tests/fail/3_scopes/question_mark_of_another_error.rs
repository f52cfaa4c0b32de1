// 3.1: an error that `?` cannot convert is shown at the `?`.
use defer_runtime::{defer, with_defer};

struct Error;

#[with_defer]
fn f(text: &str) -> Result<(), Error> {
    defer!(println!("bye"));
    let n: u32 = text.parse()?;
    println!("{n}");
    Ok(())
}

fn main() {}
