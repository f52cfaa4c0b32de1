// 3.1: the `else` of a `let` must leave.
use defer_runtime::{defer, with_defer};

#[with_defer]
fn f(n: Option<u32>) {
    let Some(n) = n else {
        defer!(println!("bye"));
    };
    println!("{n}");
}

fn main() {}
