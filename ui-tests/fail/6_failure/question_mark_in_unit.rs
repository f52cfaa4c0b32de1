// 6.3: a function that returns `()` can't be given an error.
use defer_runtime::{defer, with_defer};

fn close() -> Result<(), String> {
    Ok(())
}

#[with_defer]
fn f() {
    defer!(close()?);
}

fn main() {}
