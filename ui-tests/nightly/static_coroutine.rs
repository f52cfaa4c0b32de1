// 1.6: a coroutine that can't be moved
//~ `#[with_defer]` can't read this
#![feature(coroutines, stmt_expr_attributes)]

use defer_runtime::{defer, with_defer};

#[with_defer]
fn f() {
    defer!(println!("bye"));
    let _numbers = #[coroutine]
    static || {
        yield 1;
    };
}

fn main() {
    f();
}
