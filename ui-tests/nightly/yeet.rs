// 1.6: `do yeet`
//~ `#[with_defer]` can't read this
#![feature(yeet_expr)]

use defer_runtime::{defer, with_defer};

#[with_defer]
fn f(n: u32) -> Result<u32, u32> {
    defer!(println!("bye"));
    if n > 1 {
        do yeet n;
    }
    Ok(n)
}

fn main() {
    let _ = f(1);
}
