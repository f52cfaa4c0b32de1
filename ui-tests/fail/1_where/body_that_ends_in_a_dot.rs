// 9.3: so is a method that is not written yet.
use defer_runtime::{defer, with_defer};

#[with_defer]
fn f(names: Vec<u32>) {
    defer!(println!("bye"));
    names.
}

fn main() {
    f(Vec::new());
}
