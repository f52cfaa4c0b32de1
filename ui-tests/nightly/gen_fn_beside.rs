// 1.6: a `gen fn` beside a method with deferred calls
//~ `#[with_defer]` can't read this
#![feature(gen_blocks)]

use defer_runtime::{defer, with_defer};

struct S;

#[with_defer]
impl S {
    gen fn numbers(&self) -> u32 {
        yield 1;
    }

    fn f(&self) {
        defer!(println!("bye"));
    }
}

fn main() {
    S.f();
}
