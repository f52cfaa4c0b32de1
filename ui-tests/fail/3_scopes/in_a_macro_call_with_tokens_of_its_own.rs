// 3.6: whatever it takes.
use defer_runtime::{defer, with_defer};

macro_rules! block {
    ($($code:tt)*) => { $($code)* };
}

#[with_defer]
fn f() {
    block! { defer!(println!("bye")); }
}

fn main() {}
