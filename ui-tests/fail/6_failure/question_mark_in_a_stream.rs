// 6.3: the error of a stream's item is no failure of the function.
use defer_runtime::{defer, with_defer};
use std::task::Poll;

fn close() -> Result<(), String> {
    Ok(())
}

#[with_defer]
fn f() -> Poll<Option<Result<u32, String>>> {
    defer!(close()?);
    Poll::Pending
}

fn main() {}
