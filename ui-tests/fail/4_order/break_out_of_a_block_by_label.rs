// 4.2: with a label neither.
use defer_runtime::{defer, with_defer};

#[with_defer]
fn f() {
    'outer: loop {
        defer! { break 'outer; }
    }
}

fn main() {}
