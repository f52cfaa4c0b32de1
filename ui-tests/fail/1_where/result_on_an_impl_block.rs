// 1.2: each function has a result of its own.
use defer_runtime::{defer, with_defer};

struct S;

#[with_defer(result)]
impl S {
    fn f() -> u32 {
        defer!(|| result += 1);
        1
    }
}

fn main() {
    println!("{}", S::f());
}
