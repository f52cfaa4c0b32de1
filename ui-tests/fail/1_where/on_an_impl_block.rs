// 1.1: an `impl` block is for later; until then it says that it is no function.
use defer_runtime::{defer, with_defer};

struct S;

#[with_defer]
impl S {
    fn m(&self) {
        defer!(println!("bye"));
    }
}

fn main() {}
