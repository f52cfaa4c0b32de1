// 1.1: what a macro makes is not seen.
use defer_runtime::{with_defer};

#[with_defer]
macro_rules! make {
    () => {
        fn f() {}
    };
}

make!();

fn main() {}
