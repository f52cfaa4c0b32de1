// 1.1: a struct with braces is no function either.
use defer_runtime::with_defer;

#[with_defer]
struct S {
    n: u32,
}

fn main() {}
