// 9.3: the function is there beside the error, so that its callers are not wrong too.
use defer_runtime::{defer, with_defer};

#[with_defer]
fn f() -> u32 {
    defer!();
    1
}

fn main() {
    let n: u32 = f();
    println!("{n}");
}
