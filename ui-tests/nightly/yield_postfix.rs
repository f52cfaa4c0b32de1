// 1.6: `.yield`
//~ `#[with_defer]` can't read this
#![feature(coroutines, stmt_expr_attributes, yield_expr)]

use defer_runtime::{defer, with_defer};

#[with_defer]
fn f() {
    defer!(println!("bye"));
    let _numbers = #[coroutine]
    || {
        1.yield;
    };
}

fn main() {
    f();
}
