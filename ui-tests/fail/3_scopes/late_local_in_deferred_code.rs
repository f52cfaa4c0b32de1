// 3.2: deferred code can't mention a local that has its value only behind the call.
use defer_runtime::{defer, with_defer};

#[with_defer]
fn f(c: bool) -> u32 {
    let n;
    defer!(|| println!("{n}"));
    if c {
        n = 1;
    } else {
        n = 2;
    }
    n
}

fn main() {
    f(true);
}
