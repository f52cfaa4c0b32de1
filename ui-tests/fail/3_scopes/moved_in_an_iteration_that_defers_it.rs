// 3.1: nor for its own deferred block.
use defer_runtime::{defer, with_defer};

#[with_defer]
fn f(name: String) {
    loop {
        defer!(|| println!("{name}"));
        drop(name);
        break;
    }
}

fn main() {}
