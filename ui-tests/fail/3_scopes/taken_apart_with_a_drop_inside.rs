// 3.5: the same of a part of what a pattern names all parts of.
use defer_runtime::{defer, with_defer};

enum Handle {
    Open(u32),
    Closed,
}

impl Drop for Handle {
    fn drop(&mut self) {}
}

#[with_defer]
fn in_a_result(handle: Result<(Handle, u32), u32>, n: u32) -> Option<u32> {
    defer!(println!("bye"));
    n.checked_sub(1)?;
    match handle {
        Ok((Handle::Open(id), n)) => Some(id + n),
        Ok((Handle::Closed, n)) | Err(n) => Some(n),
    }
}

fn main() {}
