// 7.2: an argument is evaluated now, when there is no panic.
use defer_runtime::{defer, recover, with_defer};

#[with_defer]
fn f() {
    defer!(drop(recover!()));
}

fn main() {}
