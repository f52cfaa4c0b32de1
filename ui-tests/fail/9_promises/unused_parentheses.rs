// 9.3: needless parentheses warn as before.
#![deny(unused_parens)]

use defer_runtime::{defer, with_defer};

#[with_defer]
fn f() {
    defer!(println!("bye"));
    let n = (1);
    println!("{n}");
}

fn main() {}
