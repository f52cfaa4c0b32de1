// 1.6: a `gen fn` without a deferred call
//= 1
//= 2
#![feature(gen_blocks)]

use defer_runtime::with_defer;

struct S;

#[with_defer]
impl S {
    gen fn numbers(&self) -> u32 {
        yield 1;
        yield 2;
    }
}

fn main() {
    for n in S.numbers() {
        println!("{n}");
    }
}
