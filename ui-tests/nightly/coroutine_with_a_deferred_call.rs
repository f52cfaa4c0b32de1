// 1.6: a deferred call in a coroutine
//~ `yield` can only be used in `#[coroutine]` closures
#![feature(coroutines, stmt_expr_attributes)]

use defer_runtime::{defer, with_defer};

#[with_defer]
fn f() {
    let _numbers = #[coroutine]
    || {
        defer!(println!("bye"));
        yield 1;
    };
}

fn main() {
    f();
}
