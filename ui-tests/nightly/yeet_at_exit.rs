// 1.6: `do yeet` in deferred code
//~ expected an expression
#![feature(yeet_expr)]

use defer_runtime::{defer, with_defer};

#[with_defer]
fn f(n: u32) -> Result<u32, u32> {
    defer! {
        if n > 1 {
            do yeet n;
        }
    }
    Ok(n)
}

fn main() {
    let _ = f(1);
}
