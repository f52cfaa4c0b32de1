// 1.6: `do yeet` that a macro hides
//= failed 2
//= Ok(1) Err(4)
#![feature(yeet_expr)]

use defer_runtime::{errdefer, with_defer};

macro_rules! fail {
    ($error:expr) => {
        do yeet $error
    };
}

#[with_defer]
fn f(n: u32) -> Result<u32, u32> {
    for i in 0..n {
        errdefer!(println!("failed {i}"));
        if i > 1 {
            fail!(n);
        }
    }
    Ok(n)
}

fn main() {
    println!("{:?} {:?}", f(1), f(4));
}
