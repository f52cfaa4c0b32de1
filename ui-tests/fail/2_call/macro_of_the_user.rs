// 2.6: what another macro evaluates now cannot be told.
use defer_runtime::{defer, with_defer};

macro_rules! close {
    ($it:expr) => {
        println!("{}", $it)
    };
}

#[with_defer]
fn f(n: u32) {
    defer!(close!(n));
    close!(n);
}

fn main() {}
