// 3.1: nor does a function, a block or a loop that ends in a panic or goes on for ever.
#![deny(warnings, unused, rust_2018_idioms, rust_2024_compatibility, unused_qualifications)]

use defer_runtime::{defer, with_defer};

#[with_defer]
fn never() -> ! {
    defer!(println!("bye"));
    panic!("never");
}

#[with_defer]
fn returns_early(c: bool) -> u32 {
    defer!(println!("bye"));
    if c {
        return 1;
    }
    loop {
        defer!(println!("bye"));
        return 2;
    }
}

fn main() {
    assert_eq!(returns_early(true) + returns_early(false), 3);
    let _: fn() -> ! = never;
}
