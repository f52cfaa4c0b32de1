// 2.7: so could a field of what a call returns.
use defer_runtime::{defer, with_defer};

struct Pool {
    free: Vec<u32>,
}

fn pool() -> Pool {
    Pool { free: Vec::new() }
}

#[with_defer]
fn f() {
    defer!(pool().free.clear());
}

fn main() {}
