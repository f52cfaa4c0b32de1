// 6.3: what a closure returns has to be written.
use defer_runtime::{defer, with_defer};

fn close() -> Result<(), String> {
    Ok(())
}

#[with_defer]
fn f() -> Result<(), String> {
    let run = || {
        defer!(close()?);
        Ok(())
    };
    run()
}

fn main() {}
