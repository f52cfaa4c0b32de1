// 2.10: a lint attribute reaches the deferred call.
use defer_runtime::{defer, with_defer};

fn close() -> Result<(), String> {
    Ok(())
}

#[with_defer]
fn f() {
    #[deny(unused_must_use)]
    defer!(close());
}

fn main() {}
