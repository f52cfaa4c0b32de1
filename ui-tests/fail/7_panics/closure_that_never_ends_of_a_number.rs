// 7.3: one that never comes to its end gives `()` where a panic is stopped in it, and no number.
use defer_runtime::{defer, recover, with_defer};

fn work() {}

#[with_defer]
fn f() {
    let g: Box<dyn Fn() -> u32> = Box::new(|| {
        defer!(|| drop(recover!()));
        loop {
            work();
        }
    });
    g();
}

fn main() {}
