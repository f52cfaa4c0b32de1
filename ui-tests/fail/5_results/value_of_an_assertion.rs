// 5.2: a macro that is called as an assertion is taken to give no value; one that gives one is not lost.
use defer_runtime::{defer, with_defer};

macro_rules! assert_positive {
    ($n:expr) => {
        if $n > 0 { $n } else { panic!("not positive") }
    };
}

#[with_defer(result)]
fn f(n: i32) -> i32 {
    defer! { result += 1; }
    assert_positive!(n)
}

fn main() {
    println!("{}", f(1));
}
