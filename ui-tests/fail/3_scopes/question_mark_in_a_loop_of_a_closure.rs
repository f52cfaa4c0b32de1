// 3.1: `?` in a loop of a closure needs the type that the closure returns.
use defer_runtime::{defer, with_defer};

#[with_defer]
fn f(text: &str) {
    let sum = || {
        let mut sum = 0;
        for part in text.split(' ') {
            defer!(println!("bye"));
            sum += part.parse::<u32>()?;
        }
        Ok::<_, std::num::ParseIntError>(sum)
    };
    println!("{:?}", sum());
}

fn main() {}
