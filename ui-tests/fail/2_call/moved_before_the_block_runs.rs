// 2.2: what a block mentions must be there at exit.
use defer_runtime::{defer, with_defer};

#[with_defer]
fn f(name: String) {
    defer!(|| println!("{name}"));
    drop(name);
}

fn main() {}
