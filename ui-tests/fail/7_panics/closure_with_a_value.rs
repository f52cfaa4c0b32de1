// 7.3: a closure has no named result, so it recovers only without a value.
use defer_runtime::{defer, recover, with_defer};

#[with_defer]
fn f() {
    let g = || -> u32 {
        defer!(|| {
            recover!();
        });
        1
    };
    println!("{}", g());
}

fn main() {}
