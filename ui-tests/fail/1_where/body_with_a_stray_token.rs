// 9.3: and a semicolon that is missing.
use defer_runtime::{defer, with_defer};

#[with_defer]
fn f() -> usize {
    defer!(println!("bye"));
    let n = 1
    n
}

fn main() {
    println!("{}", f());
}
