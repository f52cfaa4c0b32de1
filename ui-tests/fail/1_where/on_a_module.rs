// 1.1: on a module it does not reach the functions inside.
use defer_runtime::{defer, with_defer};

#[with_defer]
mod inner {
    use super::defer;

    pub fn f() {
        defer!(println!("bye"));
    }
}

fn main() {}
