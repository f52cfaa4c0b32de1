// 9.3: and a function with an unreadable option.
use defer_runtime::{defer, with_defer};

#[with_defer("result")]
fn f() -> u32 {
    defer!(println!("bye"));
    1
}

fn main() {
    println!("{}", f());
}
