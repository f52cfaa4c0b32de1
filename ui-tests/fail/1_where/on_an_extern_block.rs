// 1.1: a block of foreign functions has no bodies.
use defer_runtime::{with_defer};

#[with_defer]
unsafe extern "C" {
    fn f();
}

fn main() {}
