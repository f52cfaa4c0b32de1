// 2.2: a block that reads a variable without a value is shown there.
use defer_runtime::{defer, with_defer};

#[with_defer]
fn f(c: bool) {
    let n: u32;
    defer!(|| println!("{n}"));
    if c {
        n = 1;
    }
}

fn main() {}
