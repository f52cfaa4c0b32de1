// 1.6: a method that may be specialised
//= special
//= general
//= 2 1
#![feature(specialization)]
#![allow(incomplete_features)]

use defer_runtime::{defer, with_defer};

trait Said {
    fn said(&self) -> u32;
}

#[with_defer]
impl<T> Said for T {
    default fn said(&self) -> u32 {
        defer!(println!("general"));
        1
    }
}

#[with_defer]
impl Said for u32 {
    fn said(&self) -> u32 {
        defer!(println!("special"));
        2
    }
}

fn main() {
    println!("{} {}", 3u32.said(), 'x'.said());
}
