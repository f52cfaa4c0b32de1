// 1.3: a function without a deferred call comes out as it went in, whatever it is.
#![deny(warnings)]

use defer_runtime::with_defer;

#[with_defer]
const fn one() -> u32 {
    1
}

#[with_defer]
async fn later() -> u32 {
    one()
}

fn main() {
    const { assert!(one() == 1) }
    drop(later());
}
