// 1.6: `move(…)` in a closure
//~ `#[with_defer]` can't read this
#![feature(move_expr)]
#![allow(incomplete_features)]

use defer_runtime::{defer, with_defer};

use std::rc::Rc;

#[with_defer]
fn f(n: Rc<u32>) -> u32 {
    defer!(println!("bye"));
    let more = || *move(n.clone()) + 1;
    more()
}

fn main() {
    f(Rc::new(3));
}
