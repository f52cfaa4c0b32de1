// 7.3: written or not.
use defer_runtime::{defer, recover, with_defer};

#[with_defer]
fn f() {
    let g = || {
        defer!(|| {
            recover!();
        });
        1
    };
    println!("{}", g());
}

fn main() {}
