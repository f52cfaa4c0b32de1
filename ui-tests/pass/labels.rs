// 3.1: nor does a label that a loop body with deferred calls leaves by.
#![deny(warnings, unused, rust_2018_idioms, rust_2024_compatibility, unused_qualifications)]

use defer_runtime::{defer, with_defer};

#[with_defer]
fn breaks(n: u32) {
    'outer: for i in 0..n {
        defer!(println!("{i}"));
        for j in 0..n {
            defer!(println!("{j}"));
            if i == j {
                break 'outer;
            }
        }
    }
}

#[with_defer]
fn continues_from_inside(n: u32) {
    'outer: for i in 0..n {
        for j in 0..n {
            defer!(println!("{j}"));
            if i == j {
                continue 'outer;
            }
        }
    }
}

// Found: `unused label`, where the loop that is gone on with holds the deferred call.
#[cfg(any())]
#[with_defer]
fn continues(n: u32) {
    'outer: for i in 0..n {
        defer!(println!("{i}"));
        for j in 0..n {
            if i == j {
                continue 'outer;
            }
        }
    }
}

fn main() {
    breaks(2);
    continues_from_inside(2);
    #[cfg(any())]
    continues(2);
}
