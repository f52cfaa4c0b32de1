// 3.1: in a loop as well.
use defer_runtime::{defer, with_defer};

struct Error;

#[with_defer]
fn f(text: &str) -> Result<(), Error> {
    for part in text.split(' ') {
        defer!(println!("bye"));
        let n: u32 = part.parse()?;
        println!("{n}");
    }
    Ok(())
}

fn main() {}
