// 7.3: wherever the deferred block stands.
use defer_runtime::{defer, recover, with_defer};

#[with_defer]
fn f(c: bool) -> u32 {
    if c {
        defer!(|| {
            recover!();
        });
    }
    1
}

fn main() {}
