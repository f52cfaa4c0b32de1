// 7.3, 3.8: behind a recovery a block has no value, and the `else` of a `let` can't go on.
use defer_runtime::{defer, recover, with_defer};

#[with_defer(scope = block)]
fn value(n: i32) -> i32 {
    let double = {
        defer!(|| println!("{:?}", recover!()));
        n * 2
    };
    double + 1
}

#[with_defer(scope = block)]
fn otherwise(n: Option<i32>) -> i32 {
    let Some(n) = n else {
        defer!(|| println!("{:?}", recover!()));
        return 0;
    };
    n
}

fn main() {
    _ = value(1) + otherwise(None);
}
