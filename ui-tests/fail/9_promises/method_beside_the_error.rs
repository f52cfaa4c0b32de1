// 9.3: a method as well.
use defer_runtime::{defer, with_defer};

struct S;

impl S {
    #[with_defer]
    fn m(&self) -> u32 {
        defer!(1);
        2
    }
}

fn main() {
    println!("{}", S.m());
}
