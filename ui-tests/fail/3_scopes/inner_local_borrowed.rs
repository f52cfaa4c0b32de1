// 3.4: what the inner local borrows lives as long.
use defer_runtime::{defer, with_defer};

#[with_defer]
fn f(c: bool) {
    let mut n = 1;
    if c {
        let r = &mut n;
        defer!(|| *r += 1);
    }
    n += 1;
    println!("{n}");
}

fn main() {}
