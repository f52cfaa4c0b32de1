// 3.4: a local of an inner block that a deferred block mentions lives on, so it cannot be moved.
use defer_runtime::{defer, with_defer};

#[with_defer]
fn f(c: bool) {
    if c {
        let name = String::new();
        defer!(|| println!("{name}"));
        drop(name);
    }
}

fn main() {}
