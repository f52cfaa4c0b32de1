// 9.3: other mistakes of the user are shown in the same run.
use defer_runtime::{defer, with_defer};

#[with_defer]
fn f() -> u32 {
    defer!();
    "a"
}

fn main() {}
