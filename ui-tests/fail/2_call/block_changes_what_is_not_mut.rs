// 2.2: a block that changes a variable needs it to be `mut`.
use defer_runtime::{defer, with_defer};

#[with_defer]
fn f() {
    let n = 1;
    defer!(|| {
        n += 1;
        println!("{n}");
    });
}

fn main() {}
