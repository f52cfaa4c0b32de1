// 1.1: a struct is no function, whatever its fields are.
use defer_runtime::with_defer;

#[with_defer]
struct S {
    run: fn(),
}

fn main() {}
