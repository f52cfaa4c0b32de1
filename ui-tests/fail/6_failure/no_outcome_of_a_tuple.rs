// 6.1: a tuple with an error in it is no success.
use defer_runtime::{errdefer, okdefer, with_defer};

#[with_defer]
fn f(n: u32) -> (u32, Result<(), String>) {
    errdefer!(println!("failed"));
    (n, Err("e".into()))
}

#[with_defer]
fn generic<T>(value: T) -> (T, u32) {
    okdefer!(println!("done"));
    (value, 1)
}

fn main() {
    f(1);
    generic(1);
}
