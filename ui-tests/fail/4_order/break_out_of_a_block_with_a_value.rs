// 4.2: nor with a value.
use defer_runtime::{defer, with_defer};

#[with_defer]
fn f() -> u32 {
    loop {
        defer! { break 1; }
    }
}

fn main() {}
