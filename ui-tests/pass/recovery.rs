// 7: nor does a deferred block that recovers, in a function that returns nothing and in a loop of one that does.
#![deny(warnings, unused, rust_2018_idioms, rust_2024_compatibility, unused_qualifications)]

use defer_runtime::{defer, recover, with_defer};

#[with_defer]
fn nothing() {
    defer!(|| {
        recover!();
    });
    panic!("oops");
}

#[with_defer]
fn numbers() -> u32 {
    let mut recovered = 0;
    for n in 0..2 {
        defer!(|| {
            if recover!().is_some() {
                recovered += n;
            }
        });
        panic!("oops");
    }
    recovered
}

fn main() {
    std::panic::set_hook(Box::new(|_| {}));
    nothing();
    assert_eq!(numbers(), 1);
}
