// 1.6: a `break` in a `try` block
//= bye
//= bye
//= bye
//= 8
#![feature(try_blocks)]

use defer_runtime::{defer, with_defer};

use std::num::ParseIntError;

#[with_defer]
fn f(texts: &[&str]) -> u32 {
    let mut sum = 0;
    for text in texts {
        defer!(println!("bye"));
        let n: Result<u32, ParseIntError> = try {
            if text.is_empty() {
                break;
            }
            text.parse::<u32>()?
        };
        sum += n.unwrap_or(7);
    }
    sum
}

fn main() {
    println!("{}", f(&["1", "x", "", "3"]));
}
