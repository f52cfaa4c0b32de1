// 1.6: a coroutine behind a deferred call
//= bye
//= 1
#![feature(coroutines, coroutine_trait, stmt_expr_attributes)]

use defer_runtime::{defer, with_defer};

use std::ops::{Coroutine, CoroutineState};
use std::pin::Pin;

#[with_defer]
fn f() -> u32 {
    defer!(println!("bye"));
    let mut numbers = #[coroutine]
    || {
        yield 1;
        println!("never");
    };
    match Pin::new(&mut numbers).resume(()) {
        CoroutineState::Yielded(n) => n,
        CoroutineState::Complete(()) => 3,
    }
}

fn main() {
    println!("{}", f());
}
