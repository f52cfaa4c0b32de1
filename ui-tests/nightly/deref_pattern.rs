// 1.6: a `deref!` pattern, whose local deferred code of its arm names
//~ a macro in this block may declare `n`
#![feature(deref_patterns)]
#![allow(incomplete_features)]

use defer_runtime::{defer, with_defer};

#[with_defer]
fn f(n: Box<u32>) {
    match n {
        deref!(n) => {
            defer!(|| println!("{n}"));
            println!("body");
        }
    }
}

fn main() {
    f(Box::new(3));
}
