// 1.1: the attribute stands on functions.
use defer_runtime::with_defer;

#[with_defer]
struct S;

fn main() {}
