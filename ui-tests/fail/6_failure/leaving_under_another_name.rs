// 1.5, 6.6: as the others it is known by its name.
use defer_runtime::{defer, leaving as how, with_defer};

#[with_defer]
fn f() {
    defer!(|| println!("{:?}", how!()));
}

fn main() {}
