// 6.3: the error is converted as `?` anywhere else converts it.
use defer_runtime::{defer, with_defer};

struct Mine;

fn close() -> Result<(), String> {
    Ok(())
}

#[with_defer]
fn f() -> Result<(), Mine> {
    defer!(close()?);
    Ok(())
}

fn main() {}
