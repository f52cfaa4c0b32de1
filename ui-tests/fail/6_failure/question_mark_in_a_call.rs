// 6.3: not supported yet.
use defer_runtime::{defer, with_defer};

fn close() -> Option<()> {
    None
}

#[with_defer]
fn f() -> Option<()> {
    defer!(close()?);
    None
}

fn main() {}
