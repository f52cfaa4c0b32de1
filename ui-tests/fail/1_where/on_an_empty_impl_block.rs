// 1.1: an `impl` block without a deferred call is no function either.
use defer_runtime::with_defer;

struct S;

#[with_defer]
impl S {
    fn m(&self) {}
}

fn main() {}
