// 2.2, 6.3: what a block mentions must be there at exit, one that `?` may leave too.
use defer_runtime::{defer, with_defer};

fn write(_: &str) -> Result<(), String> {
    Ok(())
}

#[with_defer]
fn in_a_function(name: String) -> Result<(), String> {
    defer!(|| write(&name)?);
    drop(name);
    Ok(())
}

#[with_defer]
async fn in_an_async_function(name: String) -> Result<(), String> {
    defer!(|| write(&name)?);
    std::future::ready(()).await;
    drop(name);
    Ok(())
}

fn main() {}
