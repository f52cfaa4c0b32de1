// 1.6: a `use` closure
//~ `#[with_defer]` can't read this
#![feature(ergonomic_clones)]
#![allow(incomplete_features)]

use defer_runtime::{defer, with_defer};

use std::rc::Rc;

#[with_defer]
fn f(n: Rc<u32>) -> u32 {
    defer!(println!("bye"));
    let more = use || *n + 1;
    more()
}

fn main() {
    f(Rc::new(3));
}
