// 3.5: whether a call moves what is called can't be told, so the deferred call expects it to be there.
use defer_runtime::{defer, with_defer};

#[with_defer]
fn called(name: impl FnOnce() -> String, n: u32) -> Option<String> {
    defer!(println!("bye"));
    n.checked_sub(1)?;
    Some(name())
}

fn main() {}
