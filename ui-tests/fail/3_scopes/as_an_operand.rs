// 3.6: nor an operand.
use defer_runtime::{defer, with_defer};

#[with_defer]
fn f() -> bool {
    true && defer!(println!("bye"))
}

fn main() {}
