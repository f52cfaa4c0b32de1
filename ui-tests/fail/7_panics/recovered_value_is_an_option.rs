// 7.2: what is recovered is an `Option<Panic>`.
use defer_runtime::{defer, recover, with_defer};

#[with_defer]
fn f() {
    defer!(|| {
        let text: String = recover!();
        drop(text);
    });
}

fn main() {}
