// 1.6: a `box` pattern, whose local hides another
//~ `#[with_defer]` doesn't know this pattern, and can't tell what it binds
#![feature(box_patterns)]

use defer_runtime::{defer, with_defer};

#[with_defer]
fn f(found: Box<Option<u32>>) {
    let n = 9;
    match found {
        box Some(n) => {
            defer!(|| println!("{n}"));
            println!("body");
        }
        box None => {}
    }
    println!("{n}");
}

fn main() {
    f(Box::new(Some(3)));
}
