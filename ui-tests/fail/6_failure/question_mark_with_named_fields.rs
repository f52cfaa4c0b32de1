// 6.3: a tuple has no place for the error.
use defer_runtime::{defer, with_defer};

fn close() -> Result<(), String> {
    Ok(())
}

#[with_defer(n, error)]
fn f() -> (u32, Option<String>) {
    defer!(close()?);
    return;
}

fn main() {}
