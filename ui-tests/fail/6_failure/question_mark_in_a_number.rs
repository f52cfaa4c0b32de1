// 6.3: nor can one that returns a number.
use defer_runtime::{defer, with_defer};

fn close() -> Result<(), String> {
    Ok(())
}

#[with_defer]
fn f() -> u32 {
    defer!(|| {
        close()?;
    });
    1
}

fn main() {}
