// 9.3: beside an error, a `return` and an end without a value stay what they are.
use defer_runtime::{defer, with_defer};

#[with_defer(n, error)]
fn f(early: bool) -> (u32, Option<String>) {
    defer!(1);
    n = 2;
    if early {
        return;
    }
    defer!(|| {
        n += 1;
        error = None;
    });
}

fn main() {
    println!("{:?}", f(true));
}
