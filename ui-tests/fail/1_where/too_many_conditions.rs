// 2.10: a function is compiled once for each way in which its conditions come out, so they can't be many.
#![allow(unexpected_cfgs)]
use defer_runtime::{defer, with_defer};

#[with_defer]
fn f() {
    #[cfg(feature = "a")]
    defer!(println!("a"));
    #[cfg(feature = "b")]
    defer!(println!("b"));
    #[cfg(all(unix, not(feature = "b")))]
    defer!(println!("c"));
    #[cfg(any(windows, feature = "e"))]
    defer!(println!("d"));
    #[cfg(feature = "f")]
    defer!(println!("e"));
}

fn main() {}
