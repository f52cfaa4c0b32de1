// 2.2: a block sees the variables of where it stands.
use defer_runtime::{defer, with_defer};

#[with_defer]
fn f() {
    defer!(|| println!("{late}"));
    let late = 1;
    println!("{late}");
}

fn main() {}
