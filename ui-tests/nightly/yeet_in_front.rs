// 1.6: `do yeet` in front of a deferred call
//~ `#[with_defer]` can't read this
#![feature(yeet_expr)]

use defer_runtime::{defer, with_defer};

#[with_defer]
fn f(n: u32) -> Result<u32, u32> {
    if n > 1 {
        do yeet n;
    }
    defer!(println!("bye"));
    Ok(n)
}

fn main() {
    let _ = f(1);
}
