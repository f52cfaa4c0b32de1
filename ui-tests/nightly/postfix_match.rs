// 1.6: `.match`
//~ `#[with_defer]` can't read this
#![feature(postfix_match)]

use defer_runtime::{defer, with_defer};

#[with_defer]
fn f(found: Option<u32>) -> u32 {
    defer!(println!("bye"));
    found.match {
        Some(n) => n,
        None => 7,
    }
}

fn main() {
    f(None);
}
