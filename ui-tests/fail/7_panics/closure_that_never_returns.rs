// 7.3: one that is written to never come back has nothing to give.
use defer_runtime::{defer, recover, with_defer};

fn work() {}

#[with_defer]
fn f() {
    let g = || -> ! {
        defer!(|| drop(recover!()));
        loop {
            work();
        }
    };
    g();
}

fn main() {}
