// 6.3: nor one that returns a type without errors.
use defer_runtime::{defer, with_defer};

struct Report;

fn close() -> Result<(), String> {
    Ok(())
}

#[with_defer]
fn f() -> Report {
    defer!(close()?);
    Report
}

fn main() {}
