// 3.4: so have the values of blocks whose locals live on.
use defer_runtime::{defer, with_defer};

#[with_defer]
fn f(c: bool) -> u32 {
    let m = if c {
        let n = 1;
        defer!(|| println!("{n}"));
        n
    } else {
        "a"
    };
    m
}

fn main() {}
