// 1.6: a `try` block, which is no scope
//= behind
//= bye
//= behind
//= bye
//= 2 7
#![feature(try_blocks)]

use defer_runtime::{defer, with_defer};

use std::num::ParseIntError;

#[with_defer]
fn f(text: &str) -> u32 {
    let n: Result<u32, ParseIntError> = try {
        defer!(println!("bye"));
        text.parse::<u32>()? + 1
    };
    println!("behind");
    n.unwrap_or(7)
}

fn main() {
    println!("{} {}", f("1"), f("x"));
}
