// 7.3: nor is there a number behind a `return`.
use defer_runtime::{defer, recover, with_defer};

fn work() -> bool {
    true
}

#[with_defer]
fn f() {
    std::thread::spawn(|| {
        defer!(|| drop(recover!()));
        loop {
            if work() {
                return 1;
            }
        }
    });
}

fn main() {}
